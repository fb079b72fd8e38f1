--@include addBaseMarker
--@include addDelayMarker
--@include delayedScore
--@include enqueue
--@include schedulerRunId
--[[
  Adds the job of one slot of a scheduler, due at that slot. run: schedulerId, slot, name, data, opts (a JSON object, to which
  what depends on the slot is added), priority, lifo, deduplicationId ('' for none), byPattern. Returns its id and delay.
]]
local function addSchedulerRun(keys, base, meta, now, run)
  local id = schedulerRunId(run.schedulerId, run.slot)
  local delay = math.max(0, run.slot - now)
  local opts = string.format('%s,"jobId":%s,"delay":%.0f,"timestamp":%.0f', string.sub(run.opts, 1, -2),
    cjson.encode(id), delay, now)
  if run.byPattern then
    -- Where the next client goes on counting from, whatever its clock says.
    opts = string.format('%s,"prevMillis":%.0f', opts, run.slot)
  end
  redis.call('INCR', keys.id)
  redis.call('HSET', base .. id, 'name', run.name, 'data', run.data, 'opts', opts .. '}', 'timestamp', now, 'delay', delay,
    'priority', run.priority, 'rjk', run.schedulerId)
  if run.deduplicationId ~= '' then
    redis.call('HSET', base .. id, 'deid', run.deduplicationId)
  end
  redis.call('XADD', keys.events, '*', 'event', 'added', 'jobId', id, 'name', run.name)
  if delay > 0 then
    redis.call('ZADD', keys.delayed, delayedScore(keys.delayed, run.slot), id)
    redis.call('XADD', keys.events, 'MAXLEN', '~', meta.maxEvents, '*', 'event', 'delayed', 'jobId', id, 'delay', run.slot)
    addDelayMarker(keys)
  else
    enqueue(keys, id, run.priority, run.lifo)
    addBaseMarker(keys, meta)
    redis.call('XADD', keys.events, 'MAXLEN', '~', meta.maxEvents, '*', 'event', 'waiting', 'jobId', id)
  end
  return id, delay
end
