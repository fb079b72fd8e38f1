--[[
  Changes the limits that hold for all workers of the queue, and wakes one that the old ones may have put to sleep.

  KEYS[1]  meta         hash  settings of the queue
  KEYS[2]  wait         list  ids in line, the right end is served first
  KEYS[3]  active       list  ids held by workers
  KEYS[4]  prioritized  zset  ids in line by priority
  KEYS[5]  delayed      zset  ids that are not due
  KEYS[6]  marker       zset  wakes sleeping workers
  ARGV[1]  field        string   of meta: concurrency, or max
  ARGV[2]  value        integer  or '' to remove it
  ARGV[3]  secondField  string   duration, or ''
  ARGV[4]  secondValue  integer  ms, or '' to remove it

  returns  integer  0
]]
--@include addBaseMarker
--@include addDelayMarker
--@include readMeta
local metaKey = KEYS[1]
local keys = { wait = KEYS[2], active = KEYS[3], prioritized = KEYS[4], delayed = KEYS[5], marker = KEYS[6] }

local function change(field, value)
  if field == '' then
    return
  end
  if value == '' then
    redis.call('HDEL', metaKey, field)
  else
    redis.call('HSET', metaKey, field, value)
  end
end

change(ARGV[1], ARGV[2])
change(ARGV[3], ARGV[4])
local meta = readMeta(metaKey)
if redis.call('EXISTS', keys.wait, keys.prioritized) > 0 then
  addBaseMarker(keys, meta)
elseif not meta.paused then
  -- A worker that found no slot free forgot when the next delayed job is due.
  addDelayMarker(keys)
end
return 0
