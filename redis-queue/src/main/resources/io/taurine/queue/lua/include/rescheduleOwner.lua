--@include addDelayMarker
--@include delayedScore
-- Moves a delayed owner of a deduplication id to the due time of the job that is dropped for it; its options stay.
local function rescheduleOwner(keys, base, job, maxEvents, ownerId)
  if redis.call('ZREM', keys.delayed, ownerId) == 0 then
    return
  end
  local due = tonumber(job.timestamp) + tonumber(job.delay)
  redis.call('HSET', base .. ownerId, 'delay', job.delay)
  redis.call('ZADD', keys.delayed, delayedScore(keys.delayed, due), ownerId)
  redis.call('XADD', keys.events, 'MAXLEN', '~', maxEvents, '*', 'event', 'delayed', 'jobId', ownerId, 'delay', due)
  addDelayMarker(keys)
end
