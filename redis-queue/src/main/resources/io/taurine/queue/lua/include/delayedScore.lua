-- Score of a job due at that ms. The low 12 bits keep jobs due in the same ms in the order they came.
local function delayedScore(delayedKey, dueMillis)
  local low = dueMillis * 4096
  local high = low + 4095
  local last = redis.call('ZREVRANGEBYSCORE', delayedKey, high, low, 'WITHSCORES', 'LIMIT', 0, 1)
  if not last[2] then
    return low
  end
  local score = tonumber(last[2]) + 1
  return score > high and high or score
end
