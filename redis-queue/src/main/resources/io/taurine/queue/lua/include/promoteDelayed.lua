--@include addBaseMarker
--@include callInChunks
--@include enqueue
-- Moves jobs that are due from delayed into line. No timer does this: every claim and finish does.
local function promoteDelayed(keys, base, due, meta)
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
