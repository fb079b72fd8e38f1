--[[
  Removes the children that a job still waits for, with those that they wait for. Left are jobs that a worker holds, jobs
  that have failed, and whatever has ended.

  KEYS[1]  meta   hash     settings of the queue; names the slot, is not read
  ARGV[1]  base   string   prefix:queue:
  ARGV[2]  id     string   the parent
  ARGV[3]  limit  integer  most direct children to remove in one call

  returns  integer  how many direct children were removed, as many as limit means call again; -1 no such job
]]
--@include detachFromParent
--@include removeJobAlone
--@include splitJobKey
local parentKey, limit = ARGV[1] .. ARGV[2], tonumber(ARGV[3])
local seen = { [parentKey] = true }

local function removeChildrenOf(jobKey, most)
  local removed = 0
  for _, childKey in ipairs(redis.call('SMEMBERS', jobKey .. ':dependencies')) do
    if removed == most then
      break
    end
    local base, id = splitJobKey(childKey)
    if base and not seen[childKey] and redis.call('EXISTS', childKey .. ':lock') == 0
      and not redis.call('ZSCORE', base .. 'failed', id) then
      seen[childKey] = true
      local stored = redis.call('HMGET', childKey, 'parentKey', 'parent')
      detachFromParent(base, childKey, stored[1], stored[2], false)
      removeChildrenOf(childKey, nil)
      removeJobAlone(base, id)
      removed = removed + 1
    end
  end
  return removed
end

if redis.call('EXISTS', parentKey) == 0 then
  return -1
end
return removeChildrenOf(parentKey, limit)
