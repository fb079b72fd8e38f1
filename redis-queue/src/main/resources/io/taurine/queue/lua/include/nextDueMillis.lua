-- When the first delayed job is due, in ms; 0 when none is delayed.
local function nextDueMillis(delayedKey)
  local first = redis.call('ZRANGE', delayedKey, 0, 0, 'WITHSCORES')
  if first[2] then
    return math.floor(tonumber(first[2]) / 4096)
  end
  return 0
end
