--[[
  Gives a held lock the fencing number that its holder made out of those of several servers; later ones are larger.

  KEYS[1]  lock   hash    token, holder and fence of whoever holds it
  KEYS[2]  fence  string  last fencing number
  ARGV[1]  token  string   proves the holder
  ARGV[2]  fence  integer  the number

  returns  integer  1, or 0 when another or nobody holds the lock
]]
local lockKey, fenceKey = KEYS[1], KEYS[2]
local token, fence = ARGV[1], ARGV[2]

if redis.call('HGET', lockKey, 'token') ~= token then
  return 0
end
redis.call('HSET', lockKey, 'fence', fence)
if tonumber(fence) > tonumber(redis.call('GET', fenceKey) or 0) then
  redis.call('SET', fenceKey, fence, 'PX', math.max(86400000, redis.call('PTTL', fenceKey)))
end
return 1
