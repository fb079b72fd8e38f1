--[[
  All children of a job by how they stand, as of one moment.

  KEYS[1]  meta  hash    settings of the queue; names the slot, is not read
  ARGV[1]  base  string  prefix:queue:
  ARGV[2]  id    string  the parent

  returns  array  { processed: child keys and results JSON in turns, pending: child keys, ignored: child keys and reasons
                  in turns, failed: child keys and the ms of their failure in turns }
]]
local parentKey = ARGV[1] .. ARGV[2]
return {
  redis.call('HGETALL', parentKey .. ':processed'), redis.call('SMEMBERS', parentKey .. ':dependencies'),
  redis.call('HGETALL', parentKey .. ':failed'), redis.call('ZRANGE', parentKey .. ':unsuccessful', 0, -1, 'WITHSCORES')
}
