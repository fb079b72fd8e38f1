--[[
  Holds a lock of users for a further time from now.

  KEYS[1]  lock   hash    token, holder and fence of whoever holds it
  KEYS[2]  fence  string  last fencing number
  ARGV[1]  token       string   proves the holder
  ARGV[2]  lockMillis  integer  how long it is held from now

  returns  integer  1, or 0 when another or nobody holds it: one that is gone may have been held by another meanwhile
]]
local lockKey, fenceKey = KEYS[1], KEYS[2]
local token, lockMillis = ARGV[1], ARGV[2]

if redis.call('HGET', lockKey, 'token') ~= token then
  return 0
end
redis.call('PEXPIRE', lockKey, lockMillis)
redis.call('PEXPIRE', fenceKey, math.max(86400000, tonumber(lockMillis) * 2))
return 1
