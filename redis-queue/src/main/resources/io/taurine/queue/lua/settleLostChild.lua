--[[
  Tells a parent of a child that will not report to it any more: that it is gone, as when it is removed, or its result when it
  has completed. The parent of the last one goes in line.

  KEYS[1]  meta  hash  settings of the queue; names the slot, is not read
  ARGV[1]  base    string   prefix:queue:
  ARGV[2]  now     integer  ms, or '' for Redis's clock
  ARGV[3]  parent  string   its id
  ARGV[4]  child   string   full key of the child

  returns  integer  1 done, 0 nothing to do
]]
--@include childCompleted
--@include nowMillis
--@include splitJobKey
local base, now, parentId, childKey = ARGV[1], nowMillis(ARGV[2]), ARGV[3], ARGV[4]
local dependenciesKey = base .. parentId .. ':dependencies'

if redis.call('SISMEMBER', dependenciesKey, childKey) == 0 then
  return 0
end
if redis.call('EXISTS', childKey) == 0 then
  redis.call('SREM', dependenciesKey, childKey)
  if redis.call('EXISTS', dependenciesKey) == 0 then
    releaseParent(base, parentId, now)
  end
  return 1
end
local childBase, childId = splitJobKey(childKey)
local stored = redis.call('HMGET', childKey, 'parentKey', 'returnvalue')
if stored[1] ~= base .. parentId or not redis.call('ZSCORE', childBase .. 'completed', childId) then
  return 0
end
childCompleted(base, parentId, childKey, stored[2] or 'null', now)
return 1
