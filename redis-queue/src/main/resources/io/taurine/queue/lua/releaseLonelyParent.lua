--[[
  Puts a parent in line that waits for children and has none to wait for.

  KEYS[1]  waiting-children  zset  parents waiting
  ARGV[1]  base  string   prefix:queue:
  ARGV[2]  now   integer  ms, or '' for Redis's clock
  ARGV[3]  id    string   the parent

  returns  integer  1 done, 0 nothing to do
]]
--@include nowMillis
--@include releaseParent
local base, id = ARGV[1], ARGV[3]
local parentKey = base .. id

if not redis.call('ZSCORE', KEYS[1], id) or redis.call('EXISTS', parentKey) == 0
  or redis.call('EXISTS', parentKey .. ':dependencies') == 1 then
  return 0
end
redis.call('HDEL', parentKey, 'flowAttachmentFailed')
releaseParent(base, id, nowMillis(ARGV[2]))
return 1
