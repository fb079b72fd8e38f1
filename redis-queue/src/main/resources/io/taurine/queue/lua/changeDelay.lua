--[[
  Lets a delayed job wait a new time from now.

  KEYS[1]  delayed  zset    ids that are not due
  KEYS[2]  meta     hash    settings of the queue
  KEYS[3]  marker   zset    wakes sleeping workers
  KEYS[4]  events   stream  what happened
  ARGV[1]  base   string   prefix:queue:
  ARGV[2]  now    integer  ms, or '' for Redis's clock
  ARGV[3]  id     string   the job
  ARGV[4]  delay  integer  ms

  returns  integer  0, -1 no such job, -3 not delayed
]]
--@include addDelayMarker
--@include delayedScore
--@include nowMillis
--@include readMeta
local keys = { delayed = KEYS[1], marker = KEYS[3] }
local metaKey, eventsKey = KEYS[2], KEYS[4]
local base, now, id, delay = ARGV[1], nowMillis(ARGV[2]), ARGV[3], tonumber(ARGV[4])
local jobKey = base .. id

if redis.call('EXISTS', jobKey) == 0 then
  return -1
end
local score = delayedScore(keys.delayed, now + delay)
if redis.call('ZREM', keys.delayed, id) == 0 then
  return -3
end
redis.call('HSET', jobKey, 'delay', delay)
redis.call('ZADD', keys.delayed, score, id)
redis.call('XADD', eventsKey, 'MAXLEN', '~', readMeta(metaKey).maxEvents, '*', 'event', 'delayed', 'jobId', id,
  'delay', now + delay)
addDelayMarker(keys)
return 0
