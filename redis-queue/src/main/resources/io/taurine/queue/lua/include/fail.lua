--@include endOfFailed
--@include endWithKin
--@include keepEnded
--@include removeEnded
--@include storeTrace
--@include takeFromActive
-- A job of a batch failed for good. Arguments: reason, stack traces, trace, attempts, keep.
local function fail(batch, i, id, token)
  local at = batch.cursor
  batch.cursor = at + 5
  local reason, keepText = batch.arguments[at + 1], batch.arguments[at + 5]
  local keys, jobKey = batch.keys, batch.base .. id
  local stored = redis.call('HMGET', jobKey, 'atm', 'parentKey', 'deid', 'name', 'cancelled')
  if not stored[4] and redis.call('EXISTS', jobKey) == 0 then
    return -1
  end
  local code = takeFromActive(batch, i, id, token)
  if code ~= 0 then
    return code
  end
  local attemptsMade = (tonumber(stored[1]) or 0) + 1
  endWithKin(batch, 'failed', id, jobKey, stored[2], stored[3], reason)
  if stored[5] then
    redis.call('ZREM', batch.base .. 'taurine:cancelling', id)
  end
  if keepText == '0' then
    removeEnded(batch, jobKey, stored[2])
  else
    redis.call('HSET', jobKey, 'atm', attemptsMade, 'failedReason', reason, 'stacktrace', batch.arguments[at + 2], 'finishedOn',
      batch.nowText)
    redis.call('HDEL', jobKey, 'defa')
    local ending = endOfFailed(batch.base, id, stored[5], reason)
    if ending then
      redis.call('ZADD', batch.base .. 'taurine:' .. ending, batch.nowText, id)
    end
    local ended = batch.failed
    ended[#ended + 1], ended[#ended + 2] = batch.nowText, id
    if keepText ~= '' then
      keepEnded(batch, 'failed', keepText)
    end
  end
  batch.failedCount = batch.failedCount + 1
  storeTrace(jobKey, batch.arguments[at + 3])
  redis.call('XADD', keys.events, 'MAXLEN', '~', batch.meta.maxEvents, '*', 'event', 'failed', 'jobId', id,
    'failedReason', reason, 'prev', 'active')
  if attemptsMade >= tonumber(batch.arguments[at + 4]) then
    redis.call('XADD', keys.events, '*', 'event', 'retries-exhausted', 'jobId', id, 'attemptsMade', attemptsMade)
  end
  return 0
end
