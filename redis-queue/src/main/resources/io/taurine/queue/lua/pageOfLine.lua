--[[
  Reads a page of a list, newest first. A list has no order but that of its places, which change as jobs come and go; so
  the page begins behind the last one still there of some jobs that the caller has seen, looked for around the place where they
  were. When none of them is there any more it begins at that place.

  KEYS[1]  meta  hash  settings of the queue; names the slot, is not read
  ARGV[1]  base   string   prefix:queue:
  ARGV[2]  list   string   what to read, without the base
  ARGV[3]  from   integer  the place behind the jobs seen, from 0
  ARGV[4]  count  integer  most entries to look at
  ARGV[5]  seen   integer  number of ids that follow: jobs seen, the last one first

  returns  array  { '1' when the list is at its end, else '', place of the first entry looked at, number of entries looked
                  at, id, how many entries up to it were looked at, id, … }
]]
--@include isLegacyMarker
local base, listKey, from, count = ARGV[1], ARGV[1] .. ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
-- About a millisecond, when nothing is found.
local back, atOnce, windows = 1000, 1000, 10

local ages, seen = {}, tonumber(ARGV[5])
for age = 1, seen do
  ages[ARGV[5 + age]] = age
end

local function behindTheSeen()
  local first = math.max(0, from - back)
  for window = 0, windows - 1 do
    local ids = redis.call('LRANGE', listKey, first, first + atOnce - 1)
    for i, id in ipairs(ids) do
      if ages[id] then
        local place, age = first + i - 1, ages[id]
        -- Those that were seen after it stand right behind it, as far as they are there.
        local last = place
        for j, other in ipairs(redis.call('LRANGE', listKey, place + 1, place + seen)) do
          if ages[other] and ages[other] < age then
            last, age = place + j, ages[other]
          end
        end
        return last + 1
      end
    end
    if #ids < atOnce then
      break
    end
    first = first + atOnce
  end
  return from
end

local start = seen > 0 and behindTheSeen() or from
local ids = redis.call('LRANGE', listKey, start, start + count - 1)
local reply = { #ids < count and '1' or '', start, #ids }
for i, id in ipairs(ids) do
  if not isLegacyMarker(id) then
    reply[#reply + 1], reply[#reply + 2] = id, i
  end
end
return reply
