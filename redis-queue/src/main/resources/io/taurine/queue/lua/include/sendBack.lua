--@include delayedScore
--@include enqueue
--@include storeTrace
--@include takeFromActive
-- A job of a batch is to run again, now or later. Arguments: those of the outcomes retry, delay, postpone and requeue.
local function sendBack(batch, i, id, token, outcome)
  local at = batch.cursor
  local reason, traces, trace, lifo, delay
  if outcome == 'retry' or outcome == 'delay' then
    reason, traces, trace = batch.arguments[at + 1], batch.arguments[at + 2], batch.arguments[at + 3]
    if outcome == 'retry' then
      lifo = batch.arguments[at + 4]
    else
      delay = tonumber(batch.arguments[at + 4])
    end
    batch.cursor = at + 4
  elseif outcome == 'postpone' then
    delay = tonumber(batch.arguments[at + 1])
    batch.cursor = at + 1
  end
  local keys, jobKey, maxEvents = batch.keys, batch.base .. id, batch.meta.maxEvents
  local stored = redis.call('HMGET', jobKey, 'atm', 'priority', 'name')
  if not stored[3] and redis.call('EXISTS', jobKey) == 0 then
    return -1
  end
  local code = takeFromActive(batch, i, id, token)
  if code ~= 0 then
    return code
  end
  local priority = tonumber(stored[2] or '0') or 0
  local why = reason and batch.meta.tellsAttempts and { 'failedReason', reason } or {}
  if reason then
    redis.call('HSET', jobKey, 'failedReason', reason, 'stacktrace', traces, 'atm', (tonumber(stored[1]) or 0) + 1)
    storeTrace(jobKey, trace)
  end
  if delay then
    local due = batch.now + delay
    redis.call('HSET', jobKey, 'delay', delay)
    redis.call('ZADD', keys.delayed, delayedScore(keys.delayed, due), id)
    redis.call('XADD', keys.events, 'MAXLEN', '~', maxEvents, '*', 'event', 'delayed', 'jobId', id, 'delay', due,
      unpack(why))
    batch.anyDelayed = true
    return 0
  end
  if outcome == 'requeue' and priority > 0 then
    redis.call('ZADD', keys.prioritized, priority * 4294967296, id)
  else
    enqueue(keys, id, priority, outcome == 'requeue' or lifo == '1')
  end
  batch.anyInLine = true
  redis.call('XADD', keys.events, 'MAXLEN', '~', maxEvents, '*', 'event', 'waiting', 'jobId', id, 'prev', 'active',
    unpack(why))
  return outcome == 'requeue' and math.max(0, redis.call('PTTL', keys.limiter)) or 0
end
