-- Whether an id could be what is left of a job: it has no hash, or that of a job, and no set and no worker holds it. It may
-- still be in line. keys: sets (an array) and active.
local function isOutOfLine(keys, base, id)
  local jobKey = base .. id
  local kind = redis.call('TYPE', jobKey).ok
  -- A hash without a name is no job, whoever keeps it there.
  if kind ~= 'none' and (kind ~= 'hash' or redis.call('HEXISTS', jobKey, 'name') == 0) then
    return false
  end
  for _, key in ipairs(keys.sets) do
    if redis.call('ZSCORE', key, id) then
      return false
    end
  end
  return not redis.call('LPOS', keys.active, id)
end
