--[[
  Takes a lock of users when nobody holds it, and gives it the next fencing number of this server.

  KEYS[1]  lock   hash    token, holder and fence of whoever holds it; lives as long as it is held
  KEYS[2]  fence  string  last fencing number, forgotten a day after the last use
  ARGV[1]  now         integer  ms, or '' for Redis's clock
  ARGV[2]  token       string   proves the holder, new for each try
  ARGV[3]  holder      string   who it is, for people
  ARGV[4]  lockMillis  integer  how long it is held without renewal

  returns  integer  the fencing number, or 0 minus the ms for which another holder has it, at least 1
]]
--@include nowMillis
local lockKey, fenceKey = KEYS[1], KEYS[2]
local now, token, holder, lockMillis = nowMillis(ARGV[1]), ARGV[2], ARGV[3], ARGV[4]

if redis.call('EXISTS', lockKey) == 1 then
  return -math.max(1, redis.call('PTTL', lockKey))
end
-- A counter that starts at the clock is ahead of one that was lost or forgotten, unless that gave a thousand a second.
local last = tonumber(redis.call('GET', fenceKey) or now)
local fence = string.format('%.0f', last + 1)
redis.call('SET', fenceKey, fence, 'PX', math.max(86400000, tonumber(lockMillis) * 2))
redis.call('HSET', lockKey, 'token', token, 'holder', holder, 'fence', fence)
redis.call('PEXPIRE', lockKey, lockMillis)
return last + 1
