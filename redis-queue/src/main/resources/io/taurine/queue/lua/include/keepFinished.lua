--@include callInChunks
--@include deleteJobKeys
--@include detachFromParent
--[[
  Removes finished jobs that a keep policy no longer wants: by age, the newest of the expired first, and beyond the newest
  keep.count. No more than allowance.left in all, so that the first finish under a new policy does not hold Redis; the next ones
  go on. A script that ends many jobs shares one allowance among them: a job to remove costs about 8 microseconds.
]]
local function keepFinished(setKey, base, now, keep, allowance)
  local function remove(ids)
    allowance.left = allowance.left - #ids
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

  if keep.ageMillis and allowance.left > 0 then
    local most = math.min(keep.limit, allowance.left)
    remove(redis.call('ZREVRANGEBYSCORE', setKey, now - keep.ageMillis, '-inf', 'LIMIT', 0, most))
  end
  if keep.count and allowance.left > 0 then
    local excess = redis.call('ZCARD', setKey) - keep.count
    if excess > 0 then
      remove(redis.call('ZRANGE', setKey, 0, math.min(excess, allowance.left) - 1))
    end
  end
end
