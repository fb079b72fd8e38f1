--@include nowMillis
--@include parentOf
--@include releaseParent
-- Puts a parent in line that waits for children of which none is left.
local function releaseIfDone(parentKey, parentJson)
  if redis.call('EXISTS', parentKey .. ':dependencies') == 0 then
    local base, id = parentOf(parentKey, parentJson)
    releaseParent(base, id, nowMillis(''))
  end
end
