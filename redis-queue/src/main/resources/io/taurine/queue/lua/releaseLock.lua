--[[
  Lets go of a lock of users, if the caller holds it.

  KEYS[1]  lock   hash   token, holder and fence of whoever holds it
  ARGV[1]  token  string  proves the holder

  returns  integer  1, or 0 when another or nobody holds it
]]
local lockKey, token = KEYS[1], ARGV[1]

if redis.call('HGET', lockKey, 'token') ~= token then
  return 0
end
return redis.call('DEL', lockKey)
