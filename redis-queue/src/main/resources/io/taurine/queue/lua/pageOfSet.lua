--[[
  Reads a page of a sorted set, highest score first, from behind a place that is given by a score and an id: so it does not
  matter what came and went before that place, nor whether that id is still there.

  KEYS[1]  meta  hash  settings of the queue; names the slot, is not read
  ARGV[1]  base    string   prefix:queue:
  ARGV[2]  set     string   what to read, without the base
  ARGV[3]  within  string   a set that a member must be in too, or ''
  ARGV[4]  except  string   sets that a member must not be in, with commas between them, or ''
  ARGV[5]  score   string   of the place, or '' to begin
  ARGV[6]  id      string   of the place
  ARGV[7]  count   integer  most members to return
  ARGV[8]  scan    integer  most members to look at

  returns  array  { '1' when the set is at its end, else '', score and id of the last member looked at or '' and '', id,
                  score, id, score … }
]]
local base, within, score, id = ARGV[1], ARGV[3], ARGV[5], ARGV[6]
local setKey, count, scan = base .. ARGV[2], tonumber(ARGV[7]), tonumber(ARGV[8])
local atOnce = 500

local exceptKeys = {}
for name in string.gmatch(ARGV[4], '[^,]+') do
  if redis.call('EXISTS', base .. name) == 1 then
    exceptKeys[#exceptKeys + 1] = base .. name
  end
end

-- As Redis orders members of one score: by their bytes, which Lua's own comparison may not do.
local function isBefore(one, other)
  for i = 1, math.min(#one, #other) do
    local left, right = string.byte(one, i), string.byte(other, i)
    if left ~= right then
      return left < right
    end
  end
  return #one < #other
end

local function rankBehindPlace()
  if score == '' then
    return 0
  end
  local rank = redis.call('ZSCORE', setKey, id) == score and redis.call('ZREVRANK', setKey, id)
  if rank then
    return rank + 1
  end
  local low = redis.call('ZCOUNT', setKey, '(' .. score, '+inf')
  local high = low + redis.call('ZCOUNT', setKey, score, score)
  while low < high do
    local middle = math.floor((low + high) / 2)
    if isBefore(redis.call('ZREVRANGE', setKey, middle, middle)[1], id) then
      high = middle
    else
      low = middle + 1
    end
  end
  return low
end

local function areWanted(ids)
  local wanted = {}
  local inside = within ~= '' and redis.call('ZMSCORE', base .. within, unpack(ids))
  for i = 1, #ids do
    wanted[i] = not inside or inside[i]
  end
  for _, exceptKey in ipairs(exceptKeys) do
    for i, found in ipairs(redis.call('ZMSCORE', exceptKey, unpack(ids))) do
      wanted[i] = wanted[i] and not found
    end
  end
  return wanted
end

local reply, rank, isAtEnd, found = { '', score, id }, rankBehindPlace(), false, 0
while found < count and scan > 0 and not isAtEnd do
  local most = math.min(atOnce, scan)
  local page = redis.call('ZREVRANGE', setKey, rank, rank + most - 1, 'WITHSCORES')
  local ids = {}
  for i = 1, #page, 2 do
    ids[#ids + 1] = page[i]
  end
  isAtEnd = #ids < most
  local wanted = #ids > 0 and areWanted(ids) or {}
  for i, one in ipairs(ids) do
    if found == count then
      isAtEnd = false
      break
    end
    reply[2], reply[3] = page[i * 2], one
    if wanted[i] then
      found = found + 1
      reply[#reply + 1], reply[#reply + 2] = one, page[i * 2]
    end
  end
  rank, scan = rank + #ids, scan - #ids
end
reply[1] = isAtEnd and '1' or ''
return reply
