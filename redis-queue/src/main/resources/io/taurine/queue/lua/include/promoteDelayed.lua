--@include addBaseMarker
--@include callInChunks
--@include enqueue
-- Moves up to maxJobs jobs that are due from delayed into line. No timer does this: every claim and finish does.
local function promoteDelayed(keys, base, now, meta, maxJobs)
  local due = redis.call('ZRANGEBYSCORE', keys.delayed, 0, (now + 1) * 4096 - 1, 'LIMIT', 0, maxJobs)
  if #due == 0 then
    return
  end
  callInChunks('ZREM', keys.delayed, due)
  for _, id in ipairs(due) do
    local jobKey = base .. id
    local priority = redis.pcall('HGET', jobKey, 'priority')
    -- An id without a hash is nobody's job; writing its delay would make a ghost of it.
    local isOtherKey = type(priority) == 'table'
    if not isOtherKey and (priority or redis.call('EXISTS', jobKey) == 1) then
      enqueue(keys, id, tonumber(priority) or 0, false)
      redis.call('XADD', keys.events, '*', 'event', 'waiting', 'jobId', id, 'prev', 'delayed')
      redis.call('HSET', jobKey, 'delay', 0)
    end
  end
  addBaseMarker(keys, meta)
end
