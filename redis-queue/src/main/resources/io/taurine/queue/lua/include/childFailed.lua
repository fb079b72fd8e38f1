--@include releaseParent
-- Tells a parent that a child failed for good; policy is the child's parent object with at most one of the four flags.
local function childFailed(parentBase, parentId, policy, childKey, reason, now)
  if not (policy.fpof or policy.cpof or policy.idof or policy.rdof) then
    return
  end
  local parentKey = parentBase .. parentId
  if redis.call('SREM', parentKey .. ':dependencies', childKey) == 0 then
    return
  end
  if policy.fpof then
    redis.call('ZADD', parentKey .. ':unsuccessful', now, childKey)
    local deferred = 'child ' .. childKey .. ' failed'
    if redis.call('ZSCORE', parentBase .. 'waiting-children', parentId) then
      redis.call('HSET', parentKey, 'defa', deferred)
      releaseParent(parentBase, parentId, now)
    elseif redis.call('ZREM', parentBase .. 'delayed', parentId) == 1 then
      redis.call('HSET', parentKey, 'defa', deferred, 'delay', 0)
      redis.call('ZADD', parentBase .. 'waiting-children', now, parentId)
      releaseParent(parentBase, parentId, now)
    elseif redis.call('EXISTS', parentKey) == 1 and not redis.call('ZSCORE', parentBase .. 'failed', parentId) then
      redis.call('HSET', parentKey, 'defa', deferred)
    end
    return
  end
  if policy.cpof or policy.idof then
    redis.call('HSET', parentKey .. ':failed', childKey, reason)
  end
  if policy.cpof or redis.call('SCARD', parentKey .. ':dependencies') == 0 then
    releaseParent(parentBase, parentId, now)
  end
end
