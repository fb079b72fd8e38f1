--@include purgeJob
--@include queueKeys
--@include readMeta
--@include removeFromState
--@include splitJobKey
--@include wakeForFreedSlot
-- Removes a job from its queue with all its children, wherever they are. Returns how many keys of its own there were.
local function removeJobTree(base, id)
  local jobKey = base .. id
  local children = redis.call('HKEYS', jobKey .. ':processed')
  for _, kind in ipairs({ redis.call('HKEYS', jobKey .. ':failed'), redis.call('ZRANGE', jobKey .. ':unsuccessful', 0, -1),
    redis.call('SMEMBERS', jobKey .. ':dependencies') }) do
    for _, childKey in ipairs(kind) do
      children[#children + 1] = childKey
    end
  end
  for _, childKey in ipairs(children) do
    local childBase, childId = splitJobKey(childKey)
    if childBase then
      removeJobTree(childBase, childId)
    end
  end
  local previous = removeFromState(base, id)
  local deleted = purgeJob(base, id, false)
  redis.call('SREM', base .. 'stalled', id)
  if deleted > 0 then
    redis.call('XADD', base .. 'events', 'MAXLEN', '~', readMeta(base .. 'meta').maxEvents, '*', 'event', 'removed',
      'jobId', id, 'prev', previous)
  end
  if previous == 'active' then
    wakeForFreedSlot(queueKeys(base), readMeta(base .. 'meta'))
  end
  return deleted
end
