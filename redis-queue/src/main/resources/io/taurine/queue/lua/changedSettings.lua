--[[
  Reads settings that are otherwise than the caller knows them.

  KEYS[1]  settings  any  what the keys of all settings start with
  ARGV[1]  count  integer  number of pairs that follow: id, digest as it is known, '' for none

  returns  array  for each that differs { id, digest as it is, { names and values in turns } }
]]
--@include settingsOf
local base = KEYS[1]
local count = tonumber(ARGV[1])

local changed = {}
for i = 1, count do
  local id, known = ARGV[i * 2], ARGV[i * 2 + 1]
  local flat, digest = settingsOf(base .. ':' .. id)
  if digest ~= known then
    changed[#changed + 1] = { id, digest, flat }
  end
end
return changed
