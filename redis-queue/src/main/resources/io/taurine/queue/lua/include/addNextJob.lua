--@include addBaseMarker
--@include addDelayMarker
--@include delayedScore
--@include enqueue
--[[
  Makes a job of what keepAsNext stored under a deduplication id, when the owner of that id ended: created now, with the
  options it was added with, it is the next owner. What another job's id has taken over meanwhile waits for that job's end.
]]
local function addNextJob(keys, base, meta, deduplicationId, endedId, now)
  local nextKey, ownerKey = base .. 'dn:' .. deduplicationId, base .. 'de:' .. deduplicationId
  local stored = redis.call('HMGET', nextKey, 'name', 'data', 'opts', 'jid', 'pk', 'pd', 'pdk', 'rjk')
  if not stored[1] then
    return
  end
  local ownerId = redis.call('GET', ownerKey)
  if ownerId and ownerId ~= endedId then
    return
  end
  redis.call('DEL', nextKey, ownerKey)
  -- BullMQ counts this add as any other, though the job has its id already.
  local counted = redis.call('INCR', base .. 'id')
  local id = stored[4] or string.format('%.0f', counted)
  local jobKey = base .. id
  if redis.call('EXISTS', jobKey) == 1 then
    redis.call('XADD', keys.events, '*', 'event', 'duplicated', 'jobId', id)
    return
  end

  redis.call('SET', ownerKey, id)
  local read, opts = pcall(cjson.decode, stored[3] or '{}')
  opts = read and type(opts) == 'table' and opts or {}
  local delay, priority = tonumber(opts.delay) or 0, tonumber(opts.priority) or 0
  redis.call('HSET', jobKey, 'name', stored[1], 'data', stored[2] or '{}', 'opts', stored[3] or '{}', 'timestamp', now,
    'delay', delay, 'priority', priority, 'deid', deduplicationId)
  for field, value in pairs({ parentKey = stored[5] or nil, parent = stored[6] or nil, rjk = stored[8] or nil }) do
    redis.call('HSET', jobKey, field, value)
  end
  if stored[7] then
    redis.call('SADD', stored[7], jobKey)
  end
  redis.call('XADD', keys.events, '*', 'event', 'added', 'jobId', id, 'name', stored[1])
  if delay > 0 then
    redis.call('ZADD', keys.delayed, delayedScore(keys.delayed, now + delay), id)
    redis.call('XADD', keys.events, '*', 'event', 'delayed', 'jobId', id, 'delay', now + delay)
    addDelayMarker(keys)
  else
    enqueue(keys, id, priority, opts.lifo == true)
    addBaseMarker(keys, meta)
    redis.call('XADD', keys.events, '*', 'event', 'waiting', 'jobId', id)
  end
end
