-- Takes a job of a batch out of its worker's hands: 0 when that worker holds the lock and the job was active, else the code to
-- return. Its lock goes with those of the whole batch.
local function takeFromActive(batch, i, id, token)
  if token ~= '0' then
    local holder = batch.locks[i]
    if holder ~= token then
      return holder and -6 or -2
    end
    local freed = #batch.freedIds + 1
    batch.freedLocks[freed], batch.freedIds[freed] = batch.lockKeys[i], id
  end
  local isActive = batch.isActive
  if not isActive then
    return redis.call('LREM', batch.keys.active, '-1', id) == 0 and -3 or 0
  end
  if not isActive[id] then
    return -3
  end
  isActive[id] = nil
  return 0
end
