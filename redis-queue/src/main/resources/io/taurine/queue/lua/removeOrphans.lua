--[[
  Removes what is left of jobs that are in no state: hashes that no list or set knows, and keys whose hash is gone.

  KEYS[1]  completed         zset  ended with a result
  KEYS[2]  failed            zset  ended with an error
  KEYS[3]  delayed           zset  not due
  KEYS[4]  prioritized       zset  in line by priority
  KEYS[5]  waiting-children  zset  parents waiting
  KEYS[6]  active            list  held by workers
  KEYS[7]  wait              list  in line
  KEYS[8]  paused            list  put aside by BullMQ 5
  ARGV[1]  base   string   prefix:queue:
  ARGV[2]  count  integer  number of ids that follow

  returns  integer  jobs of which something was removed
]]
--@include deleteJobKeys
local sets, lists = { KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5] }, { KEYS[6], KEYS[7], KEYS[8] }
local base, count = ARGV[1], tonumber(ARGV[2])

local function isInSomeState(id)
  for _, key in ipairs(sets) do
    if redis.call('ZSCORE', key, id) then
      return true
    end
  end
  for _, key in ipairs(lists) do
    if redis.call('LPOS', key, id) then
      return true
    end
  end
  return false
end

local removed = 0
for i = 1, count do
  local id = ARGV[2 + i]
  local jobKey = base .. id
  local kind = redis.call('TYPE', jobKey).ok
  -- A hash without a name is no job, whoever keeps it there.
  local isJob = kind == 'hash' and redis.call('HEXISTS', jobKey, 'name') == 1
  if (isJob or kind == 'none') and not isInSomeState(id) then
    if deleteJobKeys(jobKey) + redis.call('DEL', jobKey .. ':lock') > 0 then
      removed = removed + 1
    end
  end
end
return removed
