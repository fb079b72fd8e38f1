--[[
  Puts a job that stands in line with another priority than its own where it belongs, behind those that have the same.

  KEYS[1]  prioritized  zset    in line by priority
  KEYS[2]  wait         list    in line without one, the right end is served first
  KEYS[3]  pc           string  counter that orders equal priorities
  KEYS[4]  active       list    ids held by workers
  KEYS[5]  meta         hash    settings of the queue
  KEYS[6]  marker       zset    wakes sleeping workers
  ARGV[1]  base  string  prefix:queue:
  ARGV[2]  id    string  the job

  returns  integer  1 done, 0 nothing to do
]]
--@include addBaseMarker
--@include enqueue
--@include readMeta
local keys = { prioritized = KEYS[1], wait = KEYS[2], pc = KEYS[3], active = KEYS[4], marker = KEYS[6] }
local base, id = ARGV[1], ARGV[2]

local score = tonumber(redis.call('ZSCORE', keys.prioritized, id) or nil)
local stored = redis.call('HMGET', base .. id, 'timestamp', 'priority')
local priority = tonumber(stored[2] or '0') or 0
if not score or not stored[1] or math.floor(score / 4294967296) == math.floor(priority) then
  return 0
end
redis.call('ZREM', keys.prioritized, id)
enqueue(keys, id, priority, false)
addBaseMarker(keys, readMeta(KEYS[5]))
return 1
