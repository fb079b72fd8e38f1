--@include callInChunks
--@include deleteJobKeys
--@include detachFromParent
--[[
  Removes finished jobs that a keep policy no longer wants: by age, the newest of the expired first, and beyond the newest
  keep.count. A bounded number each, so that the first finish under a new policy does not hold Redis; the next ones go on.
]]
local function keepFinished(setKey, base, now, keep)
  local function remove(ids)
    for _, id in ipairs(ids) do
      local jobKey = base .. id
      local stored = redis.call('HMGET', jobKey, 'parentKey', 'parent')
      if stored[1] then
        detachFromParent(base, jobKey, stored[1], stored[2], false)
      end
      deleteJobKeys(jobKey)
    end
    callInChunks('ZREM', setKey, ids)
  end

  if keep.ageMillis then
    remove(redis.call('ZREVRANGEBYSCORE', setKey, now - keep.ageMillis, '-inf', 'LIMIT', 0, keep.limit))
  end
  if keep.count then
    local excess = redis.call('ZCARD', setKey) - keep.count
    if excess > 0 then
      remove(redis.call('ZRANGE', setKey, 0, math.min(excess, 1000) - 1))
    end
  end
end
