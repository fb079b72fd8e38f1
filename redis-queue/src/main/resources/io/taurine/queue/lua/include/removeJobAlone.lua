--@include purgeJob
--@include queueKeys
--@include readMeta
--@include removeFromState
--@include wakeForFreedSlot
-- Removes one job from its queue and from its parent, but not its children. Returns how many keys of its own there were.
local function removeJobAlone(base, id)
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
