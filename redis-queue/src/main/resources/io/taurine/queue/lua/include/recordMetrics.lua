--@include callInChunks
--[[
  Counts jobs that ended, and writes the data points of the minutes that passed since the last was written, newest first.
  Jobs counted before these belong to the first of those minutes; the others had none. What ends in the minute that still
  runs is written by the first end of a later one.
]]
local function recordMetrics(countersKey, now, ended, maxDataPoints)
  if ended == 0 then
    return
  end
  local before = redis.call('HINCRBY', countersKey, 'count', ended) - ended
  local stored = redis.call('HMGET', countersKey, 'prevTS', 'prevCount')
  local previous = tonumber(stored[1])
  if not previous then
    redis.call('HSET', countersKey, 'prevTS', now, 'prevCount', 0)
    return
  end
  local minutes = math.min(math.floor(now / 60000) - math.floor(previous / 60000), maxDataPoints)
  if minutes <= 0 then
    return
  end
  local points = { before - (tonumber(stored[2]) or 0) }
  for minute = 2, minutes do
    points[minute] = 0
  end
  local pointsKey = countersKey .. ':data'
  callInChunks('LPUSH', pointsKey, points)
  redis.call('LTRIM', pointsKey, 0, maxDataPoints - 1)
  redis.call('HSET', countersKey, 'prevCount', before, 'prevTS', now)
end
