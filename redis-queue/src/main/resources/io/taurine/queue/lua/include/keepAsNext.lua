--[[
  Stores a job that is dropped while the owner of its deduplication id runs; finishing the owner makes a job of it. Returns
  whether it did: only with keepLastIfActive, and when the owner is active. Holds one such job, the last.
]]
local function keepAsNext(keys, base, deduplication, job, ownerId)
  if not deduplication.keepLastIfActive or not redis.call('LPOS', keys.active, ownerId) then
    return false
  end
  local nextKey = base .. 'dn:' .. deduplication.id
  redis.call('DEL', nextKey)
  redis.call('HSET', nextKey, 'name', job.name, 'data', job.data, 'opts', job.opts, 'jid', job.id)
  redis.call('PERSIST', base .. 'de:' .. deduplication.id)
  return true
end
