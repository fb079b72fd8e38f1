-- True when nobody may claim: the queue is paused, or as many jobs are active as its global concurrency allows.
local function isBlocked(meta, activeKey)
  if meta.paused then
    return true
  end
  return meta.concurrency ~= nil and redis.call('LLEN', activeKey) >= meta.concurrency
end
