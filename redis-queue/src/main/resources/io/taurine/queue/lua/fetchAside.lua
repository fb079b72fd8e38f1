--[[
  Brings back jobs that a BullMQ 5 client put aside, a bounded number of them, unless the queue is paused.

  KEYS[1]  paused       list  ids that BullMQ 5 put aside
  KEYS[2]  wait         list  ids in line, the right end is served first
  KEYS[3]  active       list  ids held by workers
  KEYS[4]  meta         hash  settings of the queue
  KEYS[5]  marker       zset  wakes sleeping workers
  ARGV[1]  limit  integer  most ids brought back in one call

  returns  integer  how many came back
]]
--@include addBaseMarker
--@include callInChunks
--@include readMeta
local asideKey, waitKey = KEYS[1], KEYS[2]
local keys = { active = KEYS[3], marker = KEYS[5] }

local meta = readMeta(KEYS[4])
if meta.paused then
  return 0
end
local ids = redis.call('LRANGE', asideKey, 0, tonumber(ARGV[1]) - 1)
if #ids > 0 then
  callInChunks('RPUSH', waitKey, ids)
  redis.call('LTRIM', asideKey, #ids, -1)
  addBaseMarker(keys, meta)
end
return #ids
