--[[
  Lists a page of the ids in line. Those that BullMQ 5 put aside on a pause count as the first to be served, which they are
  once the queue is resumed.

  KEYS[1]  wait    list  ids in line, the right end is served first
  KEYS[2]  paused  list  ids that BullMQ 5 put aside
  ARGV[1]  from       integer  index of the first
  ARGV[2]  to         integer  index of the last, inclusive
  ARGV[3]  ascending  string   '1' counts from the next to be served, '' from the newest

  returns  array  ids in that order
]]
--@include isLegacyMarker
local waitKey, pausedKey = KEYS[1], KEYS[2]
local from, to, ascending = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3] == '1'

local waiting, aside = redis.call('LLEN', waitKey), redis.call('LLEN', pausedKey)
local first, last = from, to
if ascending then
  first, last = waiting + aside - 1 - to, waiting + aside - 1 - from
end
first = math.max(0, first)

local ids = {}
local function append(key, left, right)
  if left <= right then
    for _, id in ipairs(redis.call('LRANGE', key, left, right)) do
      if not isLegacyMarker(id) then
        ids[#ids + 1] = id
      end
    end
  end
end
append(waitKey, first, math.min(last, waiting - 1))
append(pausedKey, math.max(0, first - waiting), last - waiting)

if ascending then
  for i = 1, math.floor(#ids / 2) do
    ids[i], ids[#ids + 1 - i] = ids[#ids + 1 - i], ids[i]
  end
end
return ids
