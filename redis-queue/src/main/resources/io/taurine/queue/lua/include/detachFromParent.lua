--@include addBaseMarker
--@include deleteJobKeys
--@include parentOf
--@include queueKeys
--@include readMeta
--[[
  Takes a job that is being removed out of its parent's dependencies; the parent of the last one goes to the front of the
  line. With hard set, as clean and drain do it, a parent of the same queue is removed too, and one of another queue goes
  on without an event.
]]
local function detachFromParent(base, jobKey, parentKey, parentJson, hard)
  local parentBase, parentId = parentOf(parentKey, parentJson)
  if not parentBase or redis.call('SREM', parentKey .. ':dependencies', jobKey) == 0 then
    return
  end
  if redis.call('SCARD', parentKey .. ':dependencies') > 0 then
    return
  end
  local keys = queueKeys(parentBase)
  if redis.call('ZREM', keys.waitingChildren, parentId) == 0 then
    return
  end
  if hard and parentBase == base then
    local grand = redis.call('HMGET', parentKey, 'parentKey', 'parent')
    detachFromParent(base, parentKey, grand[1], grand[2], hard)
    deleteJobKeys(parentKey)
    return
  end
  redis.call('RPUSH', keys.wait, parentId)
  addBaseMarker(keys, readMeta(keys.meta))
  if not hard then
    redis.call('XADD', keys.events, '*', 'event', 'waiting', 'jobId', parentId, 'prev', 'waiting-children')
  end
end
