--[[
  How many ids each container of a queue holds, at one moment.

  KEYS[1..8]  the containers, lists and sorted sets, in the order of StateContainer

  returns  array  integers, one for each container
]]
local counts = {}
for i, key in ipairs(KEYS) do
  local kind = redis.call('TYPE', key).ok
  if kind == 'list' then
    counts[i] = redis.call('LLEN', key)
  elseif kind == 'zset' then
    counts[i] = redis.call('ZCARD', key)
  else
    counts[i] = 0
  end
end
return counts
