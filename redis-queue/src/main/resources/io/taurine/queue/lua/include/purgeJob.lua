--@include deleteJobKeys
--@include detachFromParent
--@include dropDeduplication
-- Removes all that is stored about a job that was taken out of its container already. Returns how many keys there were.
local function purgeJob(base, id, hard)
  local jobKey = base .. id
  local stored = redis.call('HMGET', jobKey, 'parentKey', 'parent', 'deid')
  detachFromParent(base, jobKey, stored[1], stored[2], hard)
  dropDeduplication(base, id, stored[3])
  return deleteJobKeys(jobKey)
end
