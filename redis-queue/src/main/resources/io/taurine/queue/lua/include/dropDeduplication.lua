-- Frees the deduplication id of a job that is being removed, if that job owns it.
local function dropDeduplication(base, id, deduplicationId)
  if deduplicationId and deduplicationId ~= '' then
    local ownerKey = base .. 'de:' .. deduplicationId
    if redis.call('GET', ownerKey) == id then
      redis.call('DEL', ownerKey, base .. 'dn:' .. deduplicationId)
    end
  end
end
