--[[
  Changes settings, if they are as the caller knows them.

  KEYS[1]  settings  hash  names and values, with the times at which it was created and last updated here
  ARGV[1]  expected   string   digest as it is known, '' for none
  ARGV[2]  timestamp  integer  ms, or '' for Redis's clock
  ARGV[3]  count      integer  number of pairs that follow: name, value; after them come names to remove

  returns  string  digest as it is now, or '' when the settings are others and nothing was changed
]]
--@include nowMillis
--@include settingsOf
local settingsKey = KEYS[1]
local expected, timestamp, count = ARGV[1], ARGV[2], tonumber(ARGV[3])

local _, before = settingsOf(settingsKey)
if expected ~= before then
  return ''
end
local _, now = nowMillis(timestamp)
for i = 4 + count * 2, #ARGV do
  redis.call('HDEL', settingsKey, ARGV[i])
end
for i = 1, count do
  redis.call('HSET', settingsKey, ARGV[2 + i * 2], ARGV[3 + i * 2])
end
redis.call('HSETNX', settingsKey, 'created', now)
redis.call('HSET', settingsKey, 'updated', now)
local _, after = settingsOf(settingsKey)
return after
