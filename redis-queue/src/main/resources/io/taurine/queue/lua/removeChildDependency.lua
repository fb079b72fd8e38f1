--[[
  Takes a child away from its parent, which no longer waits for it; the parent of the last one goes to the front of the line.

  KEYS[1]  meta  hash    settings of the child's queue; names the slot, is not read
  ARGV[1]  base  string  prefix:queue: of the child
  ARGV[2]  id    string  the child

  returns  integer  1 taken away, 0 the parent did not wait for it, or it has none; -1 no such child, -5 the parent is gone
]]
--@include detachFromParent
local base, id = ARGV[1], ARGV[2]
local jobKey = base .. id
if redis.call('EXISTS', jobKey) == 0 then
  return -1
end
local stored = redis.call('HMGET', jobKey, 'parentKey', 'parent')
local parentKey = stored[1]
if not parentKey or parentKey == '' then
  return 0
end
if redis.call('EXISTS', parentKey) == 0 then
  return -5
end
if redis.call('SISMEMBER', parentKey .. ':dependencies', jobKey) == 0 then
  return 0
end
detachFromParent(base, jobKey, parentKey, stored[2], false)
redis.call('HDEL', jobKey, 'parentKey', 'parent')
return 1
