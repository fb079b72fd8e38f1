--@include addBaseMarker
--@include addDelayMarker
--@include enqueue
--@include queueKeys
--@include readMeta
-- Puts a parent that waits for its children in line: by its delay, at the front, or by its priority.
local function releaseParent(base, id, now)
  local keys = queueKeys(base)
  if redis.call('ZREM', keys.waitingChildren, id) == 0 then
    return
  end
  local stored = redis.call('HMGET', base .. id, 'priority', 'delay')
  local priority, delay = tonumber(stored[1] or '0') or 0, tonumber(stored[2] or '0') or 0
  if delay > 0 then
    redis.call('ZADD', keys.delayed, (now + delay) * 4096, id)
    redis.call('XADD', keys.events, '*', 'event', 'delayed', 'jobId', id, 'delay', now + delay)
    addDelayMarker(keys)
  else
    enqueue(keys, id, priority, true)
    addBaseMarker(keys, readMeta(keys.meta))
    redis.call('XADD', keys.events, '*', 'event', 'waiting', 'jobId', id, 'prev', 'waiting-children')
  end
end
