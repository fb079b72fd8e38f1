--[[
  Of some ids, tells those under which nothing is stored. Changes nothing.

  KEYS[1]  meta  hash  settings of the queue; names the slot, is not read
  ARGV[1]  base   string   prefix:queue:
           the ids follow, a thousand at most

  returns  array  ids
]]
local base = ARGV[1]

local keys = {}
for i = 2, #ARGV do
  keys[i - 1] = base .. ARGV[i]
end
local missing = {}
-- One question for all, since hardly ever any is missing.
if #keys > 0 and redis.call('EXISTS', unpack(keys)) < #keys then
  for i, key in ipairs(keys) do
    if redis.call('EXISTS', key) == 0 then
      missing[#missing + 1] = ARGV[i + 1]
    end
  end
end
return missing
