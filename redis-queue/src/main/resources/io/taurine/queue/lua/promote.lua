--[[
  Makes one delayed job claimable now.

  KEYS[1]  delayed      zset    ids that are not due
  KEYS[2]  wait         list    ids in line, the right end is served first
  KEYS[3]  prioritized  zset    ids in line by priority
  KEYS[4]  active       list    ids held by workers
  KEYS[5]  pc           string  counter that orders equal priorities
  KEYS[6]  meta         hash    settings of the queue
  KEYS[7]  marker       zset    wakes sleeping workers
  KEYS[8]  events       stream  what happened
  ARGV[1]  base  string  prefix:queue:
  ARGV[2]  id    string  the job

  returns  integer  0, -1 no such job, -3 not delayed
]]
--@include addBaseMarker
--@include enqueue
--@include isLegacyMarker
--@include readMeta
local keys = {
  delayed = KEYS[1], wait = KEYS[2], prioritized = KEYS[3], active = KEYS[4], pc = KEYS[5], marker = KEYS[7],
  events = KEYS[8]
}
local metaKey = KEYS[6]
local base, id = ARGV[1], ARGV[2]
local jobKey = base .. id

local priority = redis.call('HGET', jobKey, 'priority')
if not priority and redis.call('EXISTS', jobKey) == 0 then
  return -1
end
if redis.call('ZREM', keys.delayed, id) == 0 then
  return -3
end
local newest = redis.call('LINDEX', keys.wait, 0)
if newest and isLegacyMarker(newest) then
  redis.call('LPOP', keys.wait)
end
enqueue(keys, id, tonumber(priority or '0') or 0, false)
addBaseMarker(keys, readMeta(metaKey))
redis.call('XADD', keys.events, '*', 'event', 'waiting', 'jobId', id, 'prev', 'delayed')
redis.call('HSET', jobKey, 'delay', 0)
return 0
