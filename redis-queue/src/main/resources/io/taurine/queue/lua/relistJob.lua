--[[
  Puts a job that no state lists back where it belongs: among the ended ones when it has ended, with those that wait for
  their children or for their time, and else to the front of the line, as a job whose worker fell silent.

  KEYS[1]   completed         zset    ended with a result
  KEYS[2]   failed            zset    ended with an error
  KEYS[3]   delayed           zset    not due
  KEYS[4]   prioritized       zset    in line by priority
  KEYS[5]   waiting-children  zset    parents waiting
  KEYS[6]   active            list    held by workers
  KEYS[7]   wait              list    in line, the right end is served first
  KEYS[8]   paused            list    put aside by BullMQ 5
  KEYS[9]   marker            zset    wakes sleeping workers
  KEYS[10]  events            stream  what happened
  KEYS[11]  meta              hash    settings of the queue
  KEYS[12]  pc                string  counter that orders equal priorities
  ARGV[1]   base   string   prefix:queue:
  ARGV[2]   now    integer  ms, or '' for Redis's clock
  ARGV[3]   id     string   the job
  ARGV[4]   trace  string   what its moves leave in its hash, as the caller saw it before looking through the whole line
  ARGV[5]   look   integer  how far to look into the line from either end

  returns  integer  1 done, 0 nothing to do
]]
--@include addBaseMarker
--@include addDelayMarker
--@include delayedScore
--@include endOfFailed
--@include enqueue
--@include isOutOfLine
--@include jobTrace
--@include noteSkipped
--@include nowMillis
--@include readMeta
local keys = {
  delayed = KEYS[3], prioritized = KEYS[4], active = KEYS[6], wait = KEYS[7], marker = KEYS[9], events = KEYS[10],
  pc = KEYS[12], sets = { KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5] }
}
local base, now, id, look = ARGV[1], nowMillis(ARGV[2]), ARGV[3], ARGV[5]
local jobKey = base .. id

if redis.call('EXISTS', jobKey) == 0 or not isOutOfLine(keys, base, id) or jobTrace(jobKey) ~= ARGV[4] then
  return 0
end
for _, line in ipairs({ keys.wait, KEYS[8] }) do
  if redis.call('LPOS', line, id, 'RANK', -1, 'MAXLEN', look) or redis.call('LPOS', line, id, 'MAXLEN', look) then
    return 0
  end
end

local stored = redis.call('HMGET', jobKey, 'finishedOn', 'timestamp', 'delay', 'priority', 'processedOn')
local finishedOn, delay, priority = tonumber(stored[1]), tonumber(stored[3]) or 0, tonumber(stored[4]) or 0
if finishedOn then
  if redis.call('HEXISTS', jobKey, 'returnvalue') == 1 then
    redis.call('ZADD', KEYS[1], finishedOn, id)
    noteSkipped(base, id, redis.call('HGET', jobKey, 'returnvalue'), finishedOn)
  elseif redis.call('HEXISTS', jobKey, 'failedReason') == 1 then
    redis.call('ZADD', KEYS[2], finishedOn, id)
    local ending = endOfFailed(base, id, redis.call('HGET', jobKey, 'cancelled'), redis.call('HGET', jobKey, 'failedReason'))
    if ending then
      redis.call('ZADD', base .. 'taurine:' .. ending, finishedOn, id)
    end
  else
    return 0
  end
  return 1
end
if redis.call('EXISTS', jobKey .. ':dependencies') == 1 then
  redis.call('ZADD', KEYS[5], now, id)
  redis.call('XADD', keys.events, '*', 'event', 'waiting-children', 'jobId', id)
  return 1
end
-- Of one that was claimed once nobody knows when it was to run again.
local due = (tonumber(stored[2]) or now) + delay
if delay > 0 and due > now and not stored[5] then
  redis.call('ZADD', keys.delayed, delayedScore(keys.delayed, due), id)
  redis.call('XADD', keys.events, '*', 'event', 'delayed', 'jobId', id, 'delay', due)
  addDelayMarker(keys)
  return 1
end
enqueue(keys, id, priority, true)
redis.call('XADD', keys.events, '*', 'event', 'waiting', 'jobId', id)
addBaseMarker(keys, readMeta(KEYS[11]))
return 1
