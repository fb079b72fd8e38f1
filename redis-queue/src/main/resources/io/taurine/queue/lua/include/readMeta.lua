-- Settings of a queue; the stored length of the event stream is created where it is missing, as BullMQ does.
local function readMeta(metaKey)
  local stored = redis.call('HMGET', metaKey, 'paused', 'concurrency', 'max', 'duration', 'opts.maxLenEvents',
    'opts.attemptEvents')
  local maxEvents = stored[5]
  if not maxEvents then
    maxEvents = '10000'
    redis.call('HSET', metaKey, 'opts.maxLenEvents', maxEvents)
  end
  return {
    paused = stored[1] ~= false,
    concurrency = stored[2] and tonumber(stored[2]) or nil,
    max = stored[3] and tonumber(stored[3]) or nil,
    duration = stored[4] and tonumber(stored[4]) or nil,
    maxEvents = maxEvents,
    -- Events tell which attempt they belong to, and why it failed: more than BullMQ writes.
    tellsAttempts = stored[6] == '1'
  }
end
