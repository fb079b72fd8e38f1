--[[
  Removes a small record of an application.

  KEYS[1]  records  hash  the records by id
  KEYS[2]  ids      zset  their ids in order, each with score 0
  ARGV[1]  id  string  of the record

  returns  integer  1, or 0 when there was none
]]
local recordsKey, idsKey = KEYS[1], KEYS[2]
local id = ARGV[1]

redis.call('ZREM', idsKey, id)
return redis.call('HDEL', recordsKey, id)
