--[[
  Notes a job that is yet to end at its parent, as one that the parent waits for, if that one still waits for children.

  KEYS[1]  completed  zset  ended with a result
  KEYS[2]  failed     zset  ended with an error
  ARGV[1]  base  string  prefix:queue:
  ARGV[2]  id    string  the child

  returns  integer  1 done, 0 nothing to do, -1 the parent does not wait any more
]]
--@include parentOf
local id = ARGV[2]
local jobKey = ARGV[1] .. id

if redis.call('ZSCORE', KEYS[1], id) or redis.call('ZSCORE', KEYS[2], id) then
  return 0
end
local stored = redis.call('HMGET', jobKey, 'parentKey', 'parent')
local parentBase, parentId = parentOf(stored[1], stored[2])
if not parentBase then
  return 0
end
if not redis.call('ZSCORE', parentBase .. 'waiting-children', parentId) then
  return -1
end
return redis.call('SADD', stored[1] .. ':dependencies', jobKey)
