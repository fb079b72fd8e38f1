-- Calls a command that takes any number of members, a few thousand at a time: unpack cannot take more.
local function callInChunks(command, key, members)
  for first = 1, #members, 4000 do
    redis.call(command, key, unpack(members, first, math.min(first + 3999, #members)))
  end
end
