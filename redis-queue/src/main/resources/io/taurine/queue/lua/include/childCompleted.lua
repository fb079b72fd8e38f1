--@include releaseParent
-- Hands a child's result to its parent, and releases the parent with its last child.
local function childCompleted(parentBase, parentId, childKey, resultJson, now)
  local parentKey = parentBase .. parentId
  if redis.call('SREM', parentKey .. ':dependencies', childKey) == 0 then
    return
  end
  redis.call('HSET', parentKey .. ':processed', childKey, resultJson)
  if redis.call('SCARD', parentKey .. ':dependencies') == 0 then
    releaseParent(parentBase, parentId, now)
  end
end
