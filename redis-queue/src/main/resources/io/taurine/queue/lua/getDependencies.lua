--[[
  All children of a job by how they stand, as of one moment, if they are not too many for one call: a thousand take less than
  a millisecond. Larger families are read page by page.

  KEYS[1]  meta   hash     settings of the queue; names the slot, is not read
  ARGV[1]  base   string   prefix:queue:
  ARGV[2]  id     string   the parent
  ARGV[3]  limit  integer  most children

  returns  array  { processed: child keys and results JSON in turns, pending: child keys, ignored: child keys and reasons
                  in turns, failed: child keys and the ms of their failure in turns }, or empty when there are more than limit
]]
local parentKey, limit = ARGV[1] .. ARGV[2], tonumber(ARGV[3])
local processedKey, pendingKey = parentKey .. ':processed', parentKey .. ':dependencies'
local ignoredKey, failedKey = parentKey .. ':failed', parentKey .. ':unsuccessful'
if redis.call('HLEN', processedKey) + redis.call('SCARD', pendingKey) + redis.call('HLEN', ignoredKey)
  + redis.call('ZCARD', failedKey) > limit then
  return {}
end
return {
  redis.call('HGETALL', processedKey), redis.call('SMEMBERS', pendingKey), redis.call('HGETALL', ignoredKey),
  redis.call('ZRANGE', failedKey, 0, -1, 'WITHSCORES')
}
