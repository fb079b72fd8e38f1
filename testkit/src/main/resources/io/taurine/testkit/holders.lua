--[[
  Where each of some jobs is, at one moment.

  KEYS[1..8]  the containers, lists and sorted sets, in the order of StateContainer
  KEYS[9..]   hashes of the jobs that are asked for
  ARGV[1..]   their ids, in the same order

  returns  array  for each job: 1 if its hash is that of a job, else 0; then the number of each container that holds
                  the id, as often as it holds it
]]
local containers = 8

local holdersOf = {}
for i = 1, containers do
  local kind = redis.call('TYPE', KEYS[i]).ok
  local ids = {}
  if kind == 'list' then
    ids = redis.call('LRANGE', KEYS[i], 0, -1)
  elseif kind == 'zset' then
    ids = redis.call('ZRANGE', KEYS[i], 0, -1)
  end
  for _, id in ipairs(ids) do
    local holders = holdersOf[id] or {}
    holders[#holders + 1] = i
    holdersOf[id] = holders
  end
end

local answers = {}
for n, id in ipairs(ARGV) do
  local key = KEYS[containers + n]
  -- A queue has other hashes too; these three fields together only a job has.
  local isJob = redis.call('TYPE', key).ok == 'hash'
    and redis.call('HEXISTS', key, 'data') == 1
    and redis.call('HEXISTS', key, 'delay') == 1
    and redis.call('HEXISTS', key, 'priority') == 1
  local answer = { isJob and 1 or 0 }
  for _, holder in ipairs(holdersOf[id] or {}) do
    answer[#answer + 1] = holder
  end
  answers[n] = answer
end
return answers
