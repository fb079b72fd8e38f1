--[[
  Counts the children of a job by how they stand, and names some of each kind.

  KEYS[1]  meta  hash     settings of the queue; names the slot, is not read
  ARGV[1]  base  string   prefix:queue:
  ARGV[2]  id    string   the parent
  ARGV[3]  max   integer  most children of each kind that are named, 0 for none

  returns  array  { processed, pending, failed, ignored }, how many there are, then base and id of each child that is
                  named: the processed first, then the pending, the failed and the ignored
]]
--@include splitJobKey
local parentKey, max = ARGV[1] .. ARGV[2], tonumber(ARGV[3])
local processedKey, pendingKey = parentKey .. ':processed', parentKey .. ':dependencies'
local failedKey, ignoredKey = parentKey .. ':unsuccessful', parentKey .. ':failed'

local reply = { {
  redis.call('HLEN', processedKey), redis.call('SCARD', pendingKey), redis.call('ZCARD', failedKey),
  redis.call('HLEN', ignoredKey)
} }
if max == 0 then
  return reply
end

-- Every step-th element of what a scan with that count brings; small collections come whole, so it is cut.
local function name(found, step)
  for i = 1, math.min(#found, max * step), step do
    local base, id = splitJobKey(found[i])
    reply[#reply + 1] = base
    reply[#reply + 1] = id
  end
end

name(redis.call('HSCAN', processedKey, 0, 'COUNT', max)[2], 2)
name(redis.call('SSCAN', pendingKey, 0, 'COUNT', max)[2], 1)
name(redis.call('ZRANGE', failedKey, 0, max - 1), 1)
name(redis.call('HSCAN', ignoredKey, 0, 'COUNT', max)[2], 2)
return reply
