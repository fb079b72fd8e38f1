-- Frees the deduplication id of a job that ended; one with a running time to live stays until that is over.
local function finishDeduplication(base, id, deduplicationId)
  if not deduplicationId or deduplicationId == '' then
    return
  end
  local ownerKey = base .. 'de:' .. deduplicationId
  local ttl = redis.call('PTTL', ownerKey)
  if ttl == 0 or (ttl == -1 and redis.call('GET', ownerKey) == id) then
    redis.call('DEL', ownerKey)
  end
end
