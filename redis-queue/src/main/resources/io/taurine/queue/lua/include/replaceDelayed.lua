--@include deleteJobKeys
--@include holdDeduplication
--[[
  Removes a delayed job in favour of another of its deduplication id. The new owner inherits a running time to live, unless
  it brings its own to extend it.
]]
local function replaceDelayed(keys, base, deduplication, job, oldId)
  local ownerKey = base .. 'de:' .. deduplication.id
  redis.call('ZREM', keys.delayed, oldId)
  deleteJobKeys(base .. oldId)
  redis.call('XADD', keys.events, '*', 'event', 'removed', 'jobId', oldId, 'prev', 'delayed')
  redis.call('DEL', base .. 'dn:' .. deduplication.id)
  if deduplication.ttl > 0 and not deduplication.extend and not deduplication.keepLastIfActive then
    redis.call('SET', ownerKey, job.id, 'KEEPTTL')
  else
    holdDeduplication(ownerKey, job.id, deduplication)
  end
end
