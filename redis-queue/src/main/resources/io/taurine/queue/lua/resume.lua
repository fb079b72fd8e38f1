--[[
  Ends a pause. Jobs that a BullMQ 5 client left in the list of paused jobs come back, a bounded number at a time.

  KEYS[1]  meta         hash    settings of the queue
  KEYS[2]  marker       zset    wakes sleeping workers
  KEYS[3]  events       stream  what happened
  KEYS[4]  wait         list    ids in line, the right end is served first
  KEYS[5]  paused       list    ids that BullMQ 5 put aside
  KEYS[6]  prioritized  zset    ids in line by priority
  KEYS[7]  delayed      zset    ids that are not due
  ARGV[1]  limit  integer  most ids brought back in one call
  ARGV[2]  first  string   '1' in the first of several calls, which emits the event, else ''

  returns  integer  ids still to be brought back; call again until 0
]]
--@include addDelayMarker
--@include callInChunks
local metaKey, eventsKey, waitKey, pausedKey = KEYS[1], KEYS[3], KEYS[4], KEYS[5]
local keys = { marker = KEYS[2], prioritized = KEYS[6], delayed = KEYS[7] }
local limit, first = tonumber(ARGV[1]), ARGV[2] == '1'

redis.call('HDEL', metaKey, 'paused')
if redis.call('EXISTS', pausedKey) == 1 then
  if redis.call('EXISTS', waitKey) == 0 then
    redis.call('RENAME', pausedKey, waitKey)
  else
    local ids = redis.call('LRANGE', pausedKey, 0, limit - 1)
    callInChunks('RPUSH', waitKey, ids)
    redis.call('LTRIM', pausedKey, #ids, -1)
  end
end
if redis.call('EXISTS', waitKey, keys.prioritized) > 0 then
  redis.call('ZADD', keys.marker, 0, '0')
else
  addDelayMarker(keys)
end
if first then
  redis.call('XADD', eventsKey, '*', 'event', 'resumed')
end
return redis.call('LLEN', pausedKey)
