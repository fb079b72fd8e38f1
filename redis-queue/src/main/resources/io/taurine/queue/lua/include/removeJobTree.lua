--@include detachFromParent
--@include removeJobAlone
--@include splitJobKey
--[[
  Removes a job from its queue with all its children, wherever they are; the caller has surveyed how many. Returns how many keys of its own there were. The
  jobs in seen are left; the caller gives an empty table, which keeps a circle of parents from being walked for ever.
]]
local function removeJobTree(base, id, seen)
  local jobKey = base .. id
  seen[jobKey] = true
  -- First its own parent, as BullMQ does it: listeners hear of that one before they hear of the children.
  local stored = redis.call('HMGET', jobKey, 'parentKey', 'parent')
  detachFromParent(base, jobKey, stored[1], stored[2], false)
  local children = redis.call('HKEYS', jobKey .. ':processed')
  for _, kind in ipairs({ redis.call('HKEYS', jobKey .. ':failed'), redis.call('ZRANGE', jobKey .. ':unsuccessful', 0, -1),
    redis.call('SMEMBERS', jobKey .. ':dependencies') }) do
    for _, childKey in ipairs(kind) do
      children[#children + 1] = childKey
    end
  end
  for _, childKey in ipairs(children) do
    local childBase, childId = splitJobKey(childKey)
    if childBase and not seen[childKey] then
      removeJobTree(childBase, childId, seen)
    end
  end
  return removeJobAlone(base, id)
end
