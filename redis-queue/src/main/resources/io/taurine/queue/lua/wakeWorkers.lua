--[[
  Sets the marker that wakes a sleeping worker where jobs are in line that may be claimed.

  KEYS[1]  wait         list  ids in line, the right end is served first
  KEYS[2]  prioritized  zset  ids in line by priority
  KEYS[3]  active       list  ids held by workers
  KEYS[4]  meta         hash  settings of the queue
  KEYS[5]  marker       zset  wakes sleeping workers

  returns  integer  1 done, 0 nothing to do
]]
--@include addBaseMarker
--@include readMeta
local keys = { active = KEYS[3], marker = KEYS[5] }

if redis.call('EXISTS', KEYS[1], KEYS[2]) == 0 or redis.call('ZSCORE', keys.marker, '0') then
  return 0
end
addBaseMarker(keys, readMeta(KEYS[4]))
return redis.call('ZSCORE', keys.marker, '0') and 1 or 0
