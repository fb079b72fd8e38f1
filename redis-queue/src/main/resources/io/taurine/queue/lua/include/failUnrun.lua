--@include childFailed
--@include deleteJobKeys
--@include detachFromParent
--@include endOfFailed
--@include finishDeduplication
--@include keepFinished
--@include keepPolicy
--@include parentOf
--@include queueKeys
--@include readMeta
--[[
  Fails a job for good that no worker holds and that was taken out of its container already, with all that a worker's final
  failure does to its parent, its deduplication id and the finished jobs beside it. It counts as an attempt, as every job
  does that BullMQ fails without running it.
]]
local function failUnrun(base, id, reason, previous, now)
  local jobKey, eventsKey, failedKey = base .. id, base .. 'events', base .. 'failed'
  local stored = redis.call('HMGET', jobKey, 'atm', 'parentKey', 'parent', 'deid', 'opts', 'stacktrace', 'cancelled')
  local read, options = pcall(cjson.decode, stored[5] or '{}')
  if not read or type(options) ~= 'table' then
    options = {}
  end
  local attemptsMade = (tonumber(stored[1]) or 0) + 1
  finishDeduplication(queueKeys(base), base, readMeta(base .. 'meta'), id, stored[4], now)
  local parentBase, parentId, policy = parentOf(stored[2], stored[3])
  if parentBase then
    childFailed(parentBase, parentId, policy, jobKey, reason, now)
  end
  if stored[7] then
    redis.call('ZREM', base .. 'taurine:cancelling', id)
  end
  local keep = keepPolicy(options.removeOnFail)
  if keep and keep.count == 0 then
    if parentBase then
      detachFromParent(base, jobKey, stored[2], stored[3], false)
    end
    deleteJobKeys(jobKey)
  else
    redis.call('HSET', jobKey, 'atm', attemptsMade, 'failedReason', reason, 'stacktrace', stored[6] or '[]',
      'finishedOn', now)
    redis.call('HDEL', jobKey, 'defa')
    redis.call('ZADD', failedKey, now, id)
    local ending = endOfFailed(base, id, stored[7], reason)
    if ending then
      redis.call('ZADD', base .. 'taurine:' .. ending, now, id)
    end
    if keep then
      keepFinished(failedKey, base, now, keep, { left = 100 })
    end
  end
  redis.call('XADD', eventsKey, '*', 'event', 'failed', 'jobId', id, 'failedReason', reason, 'prev', previous)
  if attemptsMade >= (tonumber(options.attempts) or 0) then
    redis.call('XADD', eventsKey, '*', 'event', 'retries-exhausted', 'jobId', id, 'attemptsMade', attemptsMade)
  end
end
