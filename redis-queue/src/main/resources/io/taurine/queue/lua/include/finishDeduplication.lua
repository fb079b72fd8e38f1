--@include addNextJob
--[[
  Frees the deduplication id of a job that ended, unless a running time to live holds it, and makes a job of what was added
  while it ran and is kept for now.
]]
local function finishDeduplication(keys, base, meta, id, deduplicationId, now)
  if not deduplicationId or deduplicationId == '' then
    return
  end
  local ownerKey = base .. 'de:' .. deduplicationId
  local ttl = redis.call('PTTL', ownerKey)
  if ttl == 0 or (ttl == -1 and redis.call('GET', ownerKey) == id) then
    redis.call('DEL', ownerKey)
  end
  addNextJob(keys, base, meta, deduplicationId, id, now)
end
