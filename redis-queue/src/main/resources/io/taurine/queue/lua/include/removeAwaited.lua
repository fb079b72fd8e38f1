--@include detachFromParent
--@include removeJobAlone
--@include splitJobKey
--[[
  Removes a job that its parent still waits for, with those that it waits for itself. Left are jobs that a worker holds, jobs
  that have failed, and whatever has ended. False when the job itself was left. The caller knows that there are not too many,
  or leaves descend false, and what is below alone. The jobs in seen are left.
]]
local function removeAwaited(childKey, seen, descend)
  local base, id = splitJobKey(childKey)
  if not base or seen[childKey] or redis.call('EXISTS', childKey .. ':lock') == 1
    or redis.call('ZSCORE', base .. 'failed', id) then
    return false
  end
  seen[childKey] = true
  local stored = redis.call('HMGET', childKey, 'parentKey', 'parent')
  detachFromParent(base, childKey, stored[1], stored[2], false)
  if descend then
    for _, below in ipairs(redis.call('SMEMBERS', childKey .. ':dependencies')) do
      removeAwaited(below, seen, descend)
    end
  end
  removeJobAlone(base, id)
  return true
end
