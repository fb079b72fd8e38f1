--[[
  Stores a small record of an application, if the one that is there is the expected one.

  KEYS[1]  records  hash  the records by id
  KEYS[2]  ids      zset  their ids in order, each with score 0
  ARGV[1]  id        string  of the record
  ARGV[2]  value     string  what to store
  ARGV[3]  mode      string  'any' whatever is there, 'absent' if there is none, 'same' if it is the expected one
  ARGV[4]  expected  string  for 'same'

  returns  integer  1, or 0 when another value is there and nothing was stored
]]
local recordsKey, idsKey = KEYS[1], KEYS[2]
local id, value, mode, expected = ARGV[1], ARGV[2], ARGV[3], ARGV[4]

if mode ~= 'any' then
  local stored = redis.call('HGET', recordsKey, id)
  if (mode == 'absent' and stored) or (mode == 'same' and stored ~= expected) then
    return 0
  end
end
redis.call('HSET', recordsKey, id, value)
redis.call('ZADD', idsKey, '0', id)
return 1
