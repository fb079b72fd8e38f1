--[[
  Renews the locks a worker holds, all in one call.

  KEYS[1]  stalled     set      ids that showed no sign of life since the last check
  ARGV[1]  base        string   prefix:queue:
  ARGV[2]  lockMillis  integer  new time to live
  ARGV[3]  count       integer  number of pairs that follow: id, token

  returns  array  { ids whose lock is gone or another's, which are left as they are,
                    ids and reasons, in turns, of jobs that were cancelled under these locks }
]]
--@include callInChunks
--@include cancelReason
local stalledKey = KEYS[1]
local base, lockMillis, count = ARGV[1], ARGV[2], tonumber(ARGV[3])

local lost, alive, cancelled = {}, {}, {}
for i = 1, count do
  local id, token = ARGV[2 + i * 2], ARGV[3 + i * 2]
  local jobKey = base .. id
  local lockKey = jobKey .. ':lock'
  if redis.call('GET', lockKey) == token then
    redis.call('SET', lockKey, token, 'PX', lockMillis)
    alive[#alive + 1] = id
    local reason = cancelReason(jobKey, token)
    if reason then
      cancelled[#cancelled + 1] = id
      cancelled[#cancelled + 1] = reason
    end
  else
    lost[#lost + 1] = id
  end
end
callInChunks('SREM', stalledKey, alive)
return { lost, cancelled }
