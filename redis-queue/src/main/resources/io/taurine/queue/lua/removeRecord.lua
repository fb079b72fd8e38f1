--[[
  Removes a small record of an application, if the one that is there is the expected one.

  KEYS[1]  records  hash  the records by id
  KEYS[2]  ids      zset  their ids in order, each with score 0
  ARGV[1]  id        string  of the record
  ARGV[2]  mode      string  'any' whatever is there, 'same' if it is the expected one
  ARGV[3]  expected  string  for 'same'

  returns  integer  1, or 0 when there was none, or another
]]
local recordsKey, idsKey = KEYS[1], KEYS[2]
local id, mode, expected = ARGV[1], ARGV[2], ARGV[3]

if mode == 'same' and redis.call('HGET', recordsKey, id) ~= expected then
  return 0
end
redis.call('ZREM', idsKey, id)
return redis.call('HDEL', recordsKey, id)
