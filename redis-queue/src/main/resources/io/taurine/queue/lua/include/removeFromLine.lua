--@include nearerEnd
-- Takes a job out of the line; returns whether it was there. For one that is known to be nowhere else: a miss costs the most.
local function removeFromLine(listKey, base, id)
  return redis.call('LREM', listKey, nearerEnd(listKey, base, id), id) > 0
end
