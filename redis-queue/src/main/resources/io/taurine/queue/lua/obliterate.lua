--[[
  Removes a paused queue with everything in it, a bounded number of jobs in one call.

  KEYS[1]   meta                    hash    settings of the queue
  KEYS[2]   active                  list    ids held by workers
  KEYS[3]   wait                    list    ids in line
  KEYS[4]   paused                  list    ids that BullMQ 5 put aside
  KEYS[5]   delayed                 zset    ids that are not due
  KEYS[6]   completed               zset    ended with a result
  KEYS[7]   prioritized             zset    ids in line by priority
  KEYS[8]   failed                  zset    ended with an error
  KEYS[9]   waiting-children        zset    parents waiting
  KEYS[10]  repeat                  zset    job schedulers
  KEYS[11]  events                  stream  what happened
  KEYS[12]  delay                   any     left by very old versions
  KEYS[13]  stalled-check           string  last check for silent workers
  KEYS[14]  stalled                 set     ids that showed no sign of life
  KEYS[15]  id                      string  last automatic id
  KEYS[16]  pc                      string  counter that orders equal priorities
  KEYS[17]  marker                  zset    wakes sleeping workers
  KEYS[18]  limiter                 string  jobs started in the current rate window
  KEYS[19]  metrics:completed       hash    counters
  KEYS[20]  metrics:completed:data  list    data points
  KEYS[21]  metrics:failed          hash    counters
  KEYS[22]  metrics:failed:data     list    data points
  KEYS[23]  taurine:scheduler-owners  hash  who declared which scheduler
  KEYS[24]  taurine:cancelling      zset    told to end while they ran
  KEYS[25]  taurine:cancelled       zset    of the failed ones those that were cancelled
  KEYS[26]  taurine:timed-out       zset    of the failed ones those that took too long
  KEYS[27]  taurine:skipped         zset    of the completed ones those that were not run
  ARGV[1]   base   string   prefix:queue:
  ARGV[2]   count  integer  most jobs removed in one call
  ARGV[3]   force  string   '1' removes running jobs too, else ''

  returns  integer  0 done, 1 call again, -1 the queue is not paused, -2 jobs are active
]]
--@include callInChunks
--@include purgeJob
local metaKey, activeKey, repeatKey = KEYS[1], KEYS[2], KEYS[10]
local base, budget, force = ARGV[1], tonumber(ARGV[2]), ARGV[3] == '1'

if redis.call('HEXISTS', metaKey, 'paused') == 0 then
  return -1
end
if not force and redis.call('EXISTS', activeKey) == 1 then
  return -2
end

local function takeFromList(key)
  local ids = redis.call('LRANGE', key, 0, budget - 1)
  redis.call('LTRIM', key, #ids, -1)
  return ids
end

local function takeFromSet(key)
  local ids = redis.call('ZRANGE', key, 0, budget - 1)
  callInChunks('ZREM', key, ids)
  return ids
end

local function purge(ids)
  for _, id in ipairs(ids) do
    purgeJob(base, id, true)
  end
  budget = budget - #ids
end

local active = takeFromList(activeKey)
for _, id in ipairs(active) do
  redis.call('DEL', base .. id .. ':lock')
end
purge(active)
for _, step in ipairs({
  { takeFromSet, KEYS[5] }, { takeFromSet, repeatKey }, { takeFromSet, KEYS[6] }, { takeFromList, KEYS[3] },
  { takeFromList, KEYS[4] }, { takeFromSet, KEYS[7] }, { takeFromSet, KEYS[8] }, { takeFromSet, KEYS[9] }
}) do
  if budget <= 0 then
    return 1
  end
  local take, key = step[1], step[2]
  local ids = take(key)
  if key == repeatKey then
    for _, id in ipairs(ids) do
      redis.call('DEL', base .. 'repeat:' .. id)
    end
    budget = budget - #ids
  else
    purge(ids)
  end
end
if budget <= 0 then
  return 1
end
-- UNLINK: the events alone may be millions.
redis.call('UNLINK', KEYS[11], KEYS[12], KEYS[13], KEYS[14], KEYS[15], KEYS[16], KEYS[17], KEYS[18], metaKey, KEYS[19],
  KEYS[20], KEYS[21], KEYS[22], KEYS[23], KEYS[24], KEYS[25], KEYS[26], KEYS[27])
return 0
