--@include deleteJobKeys
--@include detachFromParent
-- Removes a job with its end.
local function removeEnded(batch, jobKey, parentKey)
  if parentKey then
    detachFromParent(batch.base, jobKey, parentKey, redis.call('HGET', jobKey, 'parent'), false)
  end
  deleteJobKeys(jobKey)
end
