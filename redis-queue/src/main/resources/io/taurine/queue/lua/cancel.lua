--[[
  Cancels a job. One that no worker holds is failed or removed at once. One that a worker holds is marked, so that nobody
  runs it again, and its worker is told on the channel that carries the worker's id; a worker that misses the message
  finds the mark when it renews the lock. The mark is the field `cancelled` for workers that know it and the field `defa`
  for those of BullMQ, which fail a job that has it instead of running it.

  KEYS[1]  completed    zset    ended with a result
  KEYS[2]  failed       zset    ended with an error
  KEYS[3]  active       list    ids held by workers
  KEYS[4]  wait         list    ids in line
  KEYS[5]  prioritized  zset    ids in line by priority
  KEYS[6]  meta         hash    settings of the queue
  KEYS[7]  marker       zset    wakes sleeping workers
  KEYS[8]  events       stream  what happened
  KEYS[9]  stalled      set     ids that showed no sign of life since the last check
  ARGV[1]  base    string   prefix:queue:
  ARGV[2]  now     integer  ms, or '' for Redis's clock
  ARGV[3]  id      string   the job
  ARGV[4]  reason  string   what becomes its failedReason
  ARGV[5]  remove  string   '1' removes a job that no worker holds, with all its children, '' fails it
  ARGV[6]  limit   integer  most jobs in the tree of a job to remove; see removeJob
  ARGV[7]  start   integer  the only run to cancel, by how often the job was started with it, or '' for any

  returns  string  REMOVED, FAILED, SIGNALLED a worker heard it, MARKED a worker holds it and nobody heard, ALREADY_FINISHED,
                   NOT_RUNNING that run does not, NOT_FOUND, CHILD_LOCKED a worker holds a child of the job to remove, SCHEDULER_RUN it is the next run of a
                   job scheduler, TREE_TOO_LARGE there are more than limit jobs to remove
]]
--@include failUnrun
--@include isSchedulerRun
--@include nowMillis
--@include readMeta
--@include removeFromState
--@include removeJobTree
--@include surveyTree
--@include wakeForFreedSlot
local completedKey, failedKey, activeKey, waitKey, prioritizedKey = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local metaKey, markerKey, eventsKey, stalledKey = KEYS[6], KEYS[7], KEYS[8], KEYS[9]
local base, now, id, reason, remove = ARGV[1], nowMillis(ARGV[2]), ARGV[3], ARGV[4], ARGV[5] == '1'
local start = ARGV[7]
local jobKey = base .. id

-- An id may spell the name of another key; the other hashes of a queue, its settings say, have no such field.
if redis.call('TYPE', jobKey).ok ~= 'hash' or redis.call('HEXISTS', jobKey, 'timestamp') == 0 then
  return 'NOT_FOUND'
end
if redis.call('ZSCORE', completedKey, id) or redis.call('ZSCORE', failedKey, id) then
  return 'ALREADY_FINISHED'
end
local meta = readMeta(metaKey)

local function tell(previous)
  redis.call('XADD', eventsKey, 'MAXLEN', '~', meta.maxEvents, '*', 'event', 'cancelled', 'jobId', id, 'reason', reason,
    unpack(previous and { 'prev', previous } or {}))
end

local token = redis.call('GET', jobKey .. ':lock')
local isHeld = token and redis.call('LPOS', activeKey, id)
if start ~= '' and not (isHeld and redis.call('HGET', jobKey, 'ats') == start) then
  return 'NOT_RUNNING'
end
if isHeld then
  local known, mark = pcall(cjson.decode, redis.call('HGET', jobKey, 'cancelled') or '')
  if known and type(mark) == 'table' and mark.token == token then
    -- Asked for again: the first reason stays, the message may have been lost.
    reason = mark.reason
  else
    redis.call('HSET', jobKey, 'cancelled', cjson.encode({ reason = reason, at = now, token = token }), 'defa', reason)
    redis.call('ZADD', base .. 'taurine:cancelling', now, id)
    tell('active')
  end
  local workerId = string.match(token, '^(.*):[^:]*$') or token
  -- A user of Redis who may not publish leaves the mark alone to tell.
  local heard = redis.pcall('PUBLISH', base .. 'cancel:' .. workerId, cjson.encode({ id, token, reason }))
  return type(heard) == 'number' and heard > 0 and 'SIGNALLED' or 'MARKED'
end

if isSchedulerRun(base, id, redis.call('HGET', jobKey, 'rjk')) then
  return 'SCHEDULER_RUN'
end
local result
if remove then
  local found = surveyTree(jobKey, tonumber(ARGV[6]), {})
  if found ~= 'FREE' then
    return found == 'LOCKED' and 'CHILD_LOCKED' or 'TREE_TOO_LARGE'
  end
  tell()
  removeJobTree(base, id, {})
  result = 'REMOVED'
else
  local storedIn = removeFromState(base, id)
  local previous = (storedIn == 'wait' or storedIn == 'paused') and 'waiting' or storedIn
  redis.call('SREM', stalledKey, id)
  redis.call('HSET', jobKey, 'cancelled', cjson.encode({ reason = reason, at = now }))
  redis.call('XTRIM', eventsKey, 'MAXLEN', '~', meta.maxEvents)
  tell(previous)
  failUnrun(base, id, reason, previous, now)
  result = 'FAILED'
end
-- It may have been active without a lock.
wakeForFreedSlot({ wait = waitKey, prioritized = prioritizedKey, active = activeKey, marker = markerKey }, meta)
if not remove and redis.call('EXISTS', waitKey, activeKey, prioritizedKey) == 0 then
  redis.call('XADD', eventsKey, '*', 'event', 'drained')
end
return result
