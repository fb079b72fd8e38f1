-- Makes a job the owner of its deduplication id: until it ends, or for the time to live when there is one.
local function holdDeduplication(ownerKey, id, deduplication)
  if deduplication.ttl > 0 and not deduplication.keepLastIfActive then
    redis.call('SET', ownerKey, id, 'PX', string.format('%.0f', deduplication.ttl))
  else
    redis.call('SET', ownerKey, id)
  end
end
