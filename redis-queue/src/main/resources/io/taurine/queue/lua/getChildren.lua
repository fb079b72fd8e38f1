--[[
  A page of the children of one kind, as base and id.

  KEYS[1]  meta    hash     settings of the queue; names the slot, is not read
  ARGV[1]  base    string   prefix:queue:
  ARGV[2]  id      string   the parent
  ARGV[3]  kind    string   dependencies, processed, failed or unsuccessful
  ARGV[4]  cursor  string   '0' to start, then what the last page returned
  ARGV[5]  count   integer  about how many; a small collection comes whole

  returns  array  { cursor of the next page, '0' when this was the last, base, id, base, id, … }
]]
--@include splitJobKey
local kind, cursor, count = ARGV[3], ARGV[4], tonumber(ARGV[5])
local collection = ARGV[1] .. ARGV[2] .. ':' .. kind

local next, found, step = '0', nil, 1
if kind == 'unsuccessful' then
  local first = tonumber(cursor)
  found = redis.call('ZRANGE', collection, first, first + count - 1)
  if first + count < redis.call('ZCARD', collection) then
    next = string.format('%.0f', first + count)
  end
else
  local page = redis.call(kind == 'dependencies' and 'SSCAN' or 'HSCAN', collection, cursor, 'COUNT', count)
  next, found, step = page[1], page[2], kind == 'dependencies' and 1 or 2
end
local reply = { next }
for i = 1, #found, step do
  local base, id = splitJobKey(found[i])
  if base then
    reply[#reply + 1] = base
    reply[#reply + 1] = id
  end
end
return reply
