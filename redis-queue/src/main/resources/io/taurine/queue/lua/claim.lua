--[[
  Claims up to as many jobs as a worker has free slots, after moving those that are due into line.

  KEYS[1]   wait         list    ids in line, the right end is served first
  KEYS[2]   active       list    ids held by workers
  KEYS[3]   prioritized  zset    ids in line by priority
  KEYS[4]   delayed      zset    ids that are not due
  KEYS[5]   limiter      string  jobs started in the current rate window
  KEYS[6]   pc           string  counter that orders equal priorities
  KEYS[7]   meta         hash    settings of the queue
  KEYS[8]   marker       zset    wakes sleeping workers
  KEYS[9]   events       stream  what happened
  ARGV[1]   base          string  prefix:queue:
  ARGV[2]   now           integer ms, or '' for Redis's clock
  ARGV[3]   token         string  value of the locks, '0' for none
  ARGV[4]   lockMillis    integer time to live of the locks
  ARGV[5]   wanted        integer most jobs to claim
  ARGV[6]   workerName    string  or ''
  ARGV[7]   limiterMax    integer the worker's own rate limit, or ''
  ARGV[8]   limiterMillis integer window of that limit, or ''

  returns  array  { ms until the rate limit ends or 0, ms at which the first delayed job is due, 0 for none, or
                    -1 while the queue is paused or as many jobs are active as may be, now,
                    { ids in line that had no job behind them }, id, { field, value … }, id, { … }, … }
]]
--@include claimJobs
--@include nowMillis
--@include readMeta
local keys = {
  wait = KEYS[1], active = KEYS[2], prioritized = KEYS[3], delayed = KEYS[4], limiter = KEYS[5], pc = KEYS[6],
  meta = KEYS[7], marker = KEYS[8], events = KEYS[9]
}
local now, nowText = nowMillis(ARGV[2])
local reply = {}
claimJobs(keys, ARGV[1], now, readMeta(keys.meta), {
  token = ARGV[3], lockMillis = ARGV[4], wanted = ARGV[5], workerName = ARGV[6],
  limiterMax = tonumber(ARGV[7]), limiterMillis = tonumber(ARGV[8]), nowText = nowText
}, reply)
return reply
