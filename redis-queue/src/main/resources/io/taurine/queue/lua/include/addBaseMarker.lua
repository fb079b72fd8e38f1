--@include isBlocked
-- Wakes one sleeping worker, unless it could not claim anything anyway.
local function addBaseMarker(keys, meta)
  if not isBlocked(meta, keys.active) then
    redis.call('ZADD', keys.marker, '0', '0')
  end
end
