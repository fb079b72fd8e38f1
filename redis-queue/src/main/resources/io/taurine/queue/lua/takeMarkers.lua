--[[
  Takes the markers of many queues at once, of which BZPOPMIN takes one.

  KEYS[1]  marker  zset  the first of as many as the caller gives; by its number alone it is not read

  returns  array  in turns place among the keys, from 1, member and score of each marker
]]
local taken = {}
for place, key in ipairs(KEYS) do
  local marker = redis.call('ZPOPMIN', key)
  if marker[1] then
    taken[#taken + 1] = place
    taken[#taken + 1] = marker[1]
    taken[#taken + 1] = marker[2]
  end
end
return taken
