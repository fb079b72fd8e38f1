--@include holdDeduplication
--@include keepAsNext
--@include replaceDelayed
--@include rescheduleOwner
--[[
  Decides whether a job about to be added is dropped for another of the same deduplication id. Returns the id of that job,
  or nil when the new one is to be added: it owns the id by then.
  deduplication: the option as BullMQ stores it, ttl 0 for none; job: id, name, data, opts, timestamp and delay in ms.
]]
local function deduplicate(keys, base, deduplication, job, maxEvents)
  local ownerKey = base .. 'de:' .. deduplication.id

  local function tell(jobId, droppedId)
    redis.call('XADD', keys.events, 'MAXLEN', '~', maxEvents, '*', 'event', 'deduplicated', 'jobId', jobId,
      'deduplicationId', deduplication.id, 'deduplicatedJobId', droppedId)
  end

  local ownerId = redis.call('GET', ownerKey)
  local inDelayed = ownerId and deduplication.replace and redis.call('ZSCORE', keys.delayed, ownerId)
  if inDelayed then
    replaceDelayed(keys, base, deduplication, job, ownerId)
    tell(job.id, ownerId)
    return nil
  end
  if ownerId and redis.call('EXISTS', base .. ownerId) == 0 and redis.call('PTTL', ownerKey) == -1 then
    -- Its job is gone and nothing will ever free the id: the last trace of a client that died or was not aware of it.
    redis.call('DEL', base .. 'dn:' .. deduplication.id)
    ownerId = false
  end
  if not ownerId then
    holdDeduplication(ownerKey, job.id, deduplication)
    return nil
  end

  if keepAsNext(keys, base, deduplication, job, ownerId) then
    tell(ownerId, job.id)
  elseif not deduplication.replace then
    if deduplication.ttl > 0 and deduplication.extend then
      holdDeduplication(ownerKey, ownerId, deduplication)
    end
    tell(ownerId, job.id)
  end
  if deduplication.reschedule and not deduplication.replace then
    rescheduleOwner(keys, base, job, maxEvents, ownerId)
  end
  return ownerId
end
