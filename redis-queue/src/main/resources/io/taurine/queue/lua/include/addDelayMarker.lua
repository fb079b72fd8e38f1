-- Tells sleeping workers when the first delayed job is due.
local function addDelayMarker(keys)
  local first = redis.call('ZRANGE', keys.delayed, 0, 0, 'WITHSCORES')
  if first[2] then
    redis.call('ZADD', keys.marker, tonumber(first[2]) / 4096, '1')
  end
end
