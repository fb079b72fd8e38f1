--[[
  Counts the jobs in each state in one step.

  KEYS[1]  wait              list  in line
  KEYS[2]  paused            list  put aside by BullMQ 5
  KEYS[3]  active            list  held by workers
  KEYS[4]  prioritized       zset  in line by priority
  KEYS[5]  delayed           zset  not due
  KEYS[6]  completed         zset  ended with a result
  KEYS[7]  failed            zset  ended with an error
  KEYS[8]  waiting-children  zset  parents waiting

  returns  array  waiting, active, prioritized, delayed, completed, failed, waiting-children
]]
--@include isLegacyMarker
local waitKey, pausedKey = KEYS[1], KEYS[2]

local function jobsIn(listKey)
  local length = redis.call('LLEN', listKey)
  if length > 0 and isLegacyMarker(redis.call('LINDEX', listKey, -1)) then
    length = length - 1
  end
  return length
end

return {
  jobsIn(waitKey) + jobsIn(pausedKey), redis.call('LLEN', KEYS[3]), redis.call('ZCARD', KEYS[4]),
  redis.call('ZCARD', KEYS[5]), redis.call('ZCARD', KEYS[6]), redis.call('ZCARD', KEYS[7]), redis.call('ZCARD', KEYS[8])
}
