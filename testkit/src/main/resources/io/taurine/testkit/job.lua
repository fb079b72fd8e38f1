--[[
  Everything that Redis holds about one job, at one moment.

  KEYS[1..8]  the containers, lists and sorted sets, in the order of StateContainer
  KEYS[9]     job       hash
  KEYS[10]    lock      string
  KEYS[11]    logs      list
  ARGV[1]     jobId     string

  returns  array  names of the containers that hold the id, as often as they hold it; fields and values of the
                  hash; the lock's token, or nothing; the log lines
]]
local containers = 8
local jobKey, lockKey, logsKey = KEYS[9], KEYS[10], KEYS[11]
local jobId = ARGV[1]

local holders = {}
for i = 1, containers do
  local kind = redis.call('TYPE', KEYS[i]).ok
  if kind == 'list' then
    for _ = 1, #redis.call('LPOS', KEYS[i], jobId, 'COUNT', 0) do
      holders[#holders + 1] = i
    end
  elseif kind == 'zset' and redis.call('ZSCORE', KEYS[i], jobId) then
    holders[#holders + 1] = i
  end
end

local lock = {}
local token = redis.call('GET', lockKey)
if token then
  lock[1] = token
end

return { holders, redis.call('HGETALL', jobKey), lock, redis.call('LRANGE', logsKey, 0, -1) }
