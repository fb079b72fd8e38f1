--[[
  Takes a batch of active jobs out of their workers' hands, each to where its run ended, and claims jobs for the slots
  that this frees. Each job stands alone: one whose lock is lost is left as it is and the others go on.

  KEYS[1]   wait         list    ids in line, the right end is served first
  KEYS[2]   active       list    ids held by workers
  KEYS[3]   prioritized  zset    ids in line by priority
  KEYS[4]   delayed      zset    ids that are not due
  KEYS[5]   limiter      string  jobs started in the current rate window
  KEYS[6]   pc           string  counter that orders equal priorities
  KEYS[7]   meta         hash    settings of the queue
  KEYS[8]   marker       zset    wakes sleeping workers
  KEYS[9]   events       stream  what happened
  KEYS[10]  completed    zset    score is the end in ms
  KEYS[11]  failed       zset    score is the end in ms
  KEYS[12]  stalled      set     ids that showed no sign of life since the last check
  ARGV[1]   base          string  prefix:queue:
  ARGV[2]   now           integer ms, or '' for Redis's clock
  ARGV[3]   token         string  value of the locks of claimed jobs
  ARGV[4]   lockMillis    integer time to live of those locks
  ARGV[5]   wanted        integer most jobs to claim, 0 for none
  ARGV[6]   workerName    string  or ''
  ARGV[7]   limiterMax    integer the worker's own rate limit, or ''
  ARGV[8]   limiterMillis integer window of that limit, or ''
  ARGV[9]   count         integer number of jobs; their ids and tokens follow in pairs, then for each job one of
              completed, result JSON, keep
              failed, reason, stack traces JSON, trace, attempts allowed, keep
              retry, reason, stack traces JSON, trace, '1' for lifo or ''  counts an attempt, runs again at once
              delay, reason, stack traces JSON, trace, delay ms            counts an attempt, runs again later
              postpone, delay ms                                         counts nothing, runs again later
              requeue                                                    counts nothing, goes to the front of the line
              children, key of a child or ''                             counts nothing, waits for that child or for any
            and after all jobs, if the ends are to be counted, the most data points to keep;
            where keep is '' to keep all, 'count,age in ms,limit' with empty parts, or '0' to remove the job at once

  returns  array  { for each job 0 or more when it was moved (requeue: ms until the rate limit ends), or -1 no such job,
                    -2 no lock, -3 not active, -4 children pending, -6 locked by another, -9 a child failed,
                    -51 nothing to wait for, the job goes on },
                  then the reply of claim.lua, empty when nothing was wanted
]]
--@include addBaseMarker
--@include addDelayMarker
--@include callInChunks
--@include childCompleted
--@include childFailed
--@include claimJobs
--@include delayedScore
--@include deleteJobKeys
--@include detachFromParent
--@include enqueue
--@include finishDeduplication
--@include keepFinished
--@include nowMillis
--@include parentOf
--@include readMeta
--@include recordMetrics
--@include wakeForFreedSlot
local keys = {
  wait = KEYS[1], active = KEYS[2], prioritized = KEYS[3], delayed = KEYS[4], limiter = KEYS[5], pc = KEYS[6],
  meta = KEYS[7], marker = KEYS[8], events = KEYS[9]
}
local finishedKeys, stalledKey = { completed = KEYS[10], failed = KEYS[11] }, KEYS[12]
local base, now = ARGV[1], nowMillis(ARGV[2])
local wanted, count = tonumber(ARGV[5]), tonumber(ARGV[9])

local meta = readMeta(keys.meta)
local events, maxEvents = keys.events, meta.maxEvents
local cursor = 9 + count * 2
-- Redis writes a number that Lua hands it with 17 digits, which costs as much as a small command; a text costs nothing.
local nowText = string.format('%.0f', now)
local freedLocks, freedIds = {}, {}
local anyInLine, anyDelayed = false, false
local ended = { completed = 0, failed = 0 }
-- The stream is cut once in a call.
local trimmed = false
-- More than the batch adds, so that a backlog shrinks.
local allowance = { left = math.max(50, count + 10) }

local lockKeys, childrenKeys = {}, {}
for i = 1, count do
  local jobKey = base .. ARGV[8 + i * 2]
  lockKeys[i] = jobKey .. ':lock'
  childrenKeys[i * 2 - 1], childrenKeys[i * 2] = jobKey .. ':dependencies', jobKey .. ':unsuccessful'
end
local locks = count > 0 and redis.call('MGET', unpack(lockKeys)) or {}
-- Few jobs have children: one question for all of them, and one for each only if any has.
local anyChildren = count > 0 and redis.call('EXISTS', unpack(childrenKeys)) > 0

-- When a good part of the active jobs ends at once, the list is read and written once instead of searched for each of them.
local active, isActive = nil, nil
if count > 3 and not meta.concurrency and redis.call('LLEN', keys.active) <= count * 4 then
  active, isActive = redis.call('LRANGE', keys.active, 0, -1), {}
  for _, id in ipairs(active) do
    isActive[id] = true
  end
end

local function writeActive()
  local rest = {}
  for _, id in ipairs(active) do
    if isActive[id] then
      rest[#rest + 1] = id
    end
  end
  if #rest < #active then
    redis.call('DEL', keys.active)
    callInChunks('RPUSH', keys.active, rest)
  end
end

-- Ended jobs that are not in their set yet; they are all put there at once.
local unlisted = { completed = {}, failed = {} }
local function listEnded(target)
  callInChunks('ZADD', finishedKeys[target], unlisted[target])
  unlisted[target] = {}
end

local function nextArgument()
  cursor = cursor + 1
  return ARGV[cursor]
end

-- 0 when the caller holds the lock and the job was active, as it then no longer is; else the code to return.
local function takeFromActive(i, id, token)
  if token ~= '0' then
    if locks[i] ~= token then
      return locks[i] and -6 or -2
    end
    freedLocks[#freedLocks + 1] = lockKeys[i]
    freedIds[#freedIds + 1] = id
  end
  if not active then
    return redis.call('LREM', keys.active, -1, id) == 0 and -3 or 0
  end
  if not isActive[id] then
    return -3
  end
  isActive[id] = nil
  return 0
end

local function parseKeep(text)
  local keepCount, age, limit = string.match(text, '^(%d*),?(%d*),?(%d*)$')
  return { count = tonumber(keepCount), ageMillis = tonumber(age), limit = tonumber(limit) or 1000 }
end

local function finish(target, id, jobKey, stored, value, stackTraces, keepText)
  local attemptsMade = (tonumber(stored[1]) or 0) + 1
  local attemptsText = attemptsMade == 1 and '1' or attemptsMade
  if stored[3] then
    finishDeduplication(keys, base, meta, id, stored[3], now)
    -- The job that was kept for this moment may be a child of another one of this batch.
    anyChildren = true
  end
  local parentJson = stored[2] and redis.call('HGET', jobKey, 'parent')
  local parentBase, parentId, policy = parentOf(stored[2], parentJson)
  if parentBase then
    -- The parent may have ended in this batch.
    listEnded('completed')
    listEnded('failed')
    if target == 'completed' then
      childCompleted(parentBase, parentId, jobKey, value, now)
    else
      childFailed(parentBase, parentId, policy, jobKey, value, now)
    end
  end
  local keep = keepText ~= '' and parseKeep(keepText)
  if keep and keep.count == 0 then
    if parentBase then
      detachFromParent(base, jobKey, stored[2], parentJson, false)
    end
    deleteJobKeys(jobKey)
  else
    if target == 'completed' then
      redis.call('HSET', jobKey, 'atm', attemptsText, 'returnvalue', value, 'finishedOn', nowText)
      if stored[5] then
        -- The run ended well before its worker heard of a cancel: that is no reason to fail when it is run again.
        redis.call('HDEL', jobKey, 'defa')
      end
    else
      redis.call('HSET', jobKey, 'atm', attemptsText, 'failedReason', value, 'stacktrace', stackTraces,
        'finishedOn', nowText)
      redis.call('HDEL', jobKey, 'defa')
    end
    local ids = unlisted[target]
    ids[#ids + 1], ids[#ids + 2] = nowText, id
    if keep then
      listEnded(target)
      keepFinished(finishedKeys[target], base, now, keep, allowance)
    end
  end
  ended[target] = ended[target] + 1
  return attemptsMade
end

-- Of a worker with telemetry: the context of a failed attempt. A job that was removed with its end stays gone.
local function storeTrace(jobKey, trace)
  if trace ~= '' and redis.call('EXISTS', jobKey) == 1 then
    redis.call('HSET', jobKey, 'tm', trace)
  end
end

local function settle(i, id, token, outcome)
  local jobKey = base .. id
  if outcome == 'completed' then
    local result, keep = nextArgument(), nextArgument()
    local stored = redis.call('HMGET', jobKey, 'atm', 'parentKey', 'deid', 'name', 'defa')
    if not stored[4] and redis.call('EXISTS', jobKey) == 0 then
      return -1
    end
    if anyChildren and redis.call('EXISTS', jobKey .. ':dependencies', jobKey .. ':unsuccessful') > 0 then
      return redis.call('EXISTS', jobKey .. ':dependencies') == 1 and -4 or -9
    end
    local code = takeFromActive(i, id, token)
    if code == 0 then
      finish('completed', id, jobKey, stored, result, nil, keep)
      if trimmed then
        redis.call('XADD', events, '*', 'event', 'completed', 'jobId', id, 'returnvalue', result, 'prev', 'active')
      else
        redis.call('XADD', events, 'MAXLEN', '~', maxEvents, '*', 'event', 'completed', 'jobId', id, 'returnvalue', result,
          'prev', 'active')
        trimmed = true
      end
    end
    return code
  end

  if outcome == 'failed' then
    local reason, traces, trace = nextArgument(), nextArgument(), nextArgument()
    local attempts, keep = tonumber(nextArgument()), nextArgument()
    local stored = redis.call('HMGET', jobKey, 'atm', 'parentKey', 'deid', 'name')
    if not stored[4] and redis.call('EXISTS', jobKey) == 0 then
      return -1
    end
    local code = takeFromActive(i, id, token)
    if code == 0 then
      local attemptsMade = finish('failed', id, jobKey, stored, reason, traces, keep)
      storeTrace(jobKey, trace)
      redis.call('XADD', events, 'MAXLEN', '~', maxEvents, '*', 'event', 'failed', 'jobId', id, 'failedReason', reason,
        'prev', 'active')
      if attemptsMade >= attempts then
        redis.call('XADD', events, '*', 'event', 'retries-exhausted', 'jobId', id, 'attemptsMade', attemptsMade)
      end
    end
    return code
  end

  if outcome == 'children' then
    local childKey = nextArgument()
    if redis.call('EXISTS', jobKey) == 0 then
      return -1
    end
    if redis.call('EXISTS', jobKey .. ':unsuccessful') == 1 then
      return -9
    end
    local dependenciesKey = jobKey .. ':dependencies'
    if redis.call('EXISTS', dependenciesKey) == 0
      or (childKey ~= '' and redis.call('SISMEMBER', dependenciesKey, childKey) == 0) then
      return -51
    end
    local code = takeFromActive(i, id, token)
    if code == 0 then
      redis.call('ZADD', base .. 'waiting-children', now, id)
      redis.call('XADD', events, 'MAXLEN', '~', maxEvents, '*', 'event', 'waiting-children', 'jobId', id, 'prev', 'active')
    end
    return code
  end

  local reason, traces, trace, lifo, delay
  if outcome == 'retry' then
    reason, traces, trace, lifo = nextArgument(), nextArgument(), nextArgument(), nextArgument()
  elseif outcome == 'delay' then
    reason, traces, trace, delay = nextArgument(), nextArgument(), nextArgument(), tonumber(nextArgument())
  elseif outcome == 'postpone' then
    delay = tonumber(nextArgument())
  end
  local stored = redis.call('HMGET', jobKey, 'atm', 'priority', 'name')
  if not stored[3] and redis.call('EXISTS', jobKey) == 0 then
    return -1
  end
  local code = takeFromActive(i, id, token)
  if code ~= 0 then
    return code
  end
  local priority = tonumber(stored[2] or '0') or 0
  if reason then
    redis.call('HSET', jobKey, 'failedReason', reason, 'stacktrace', traces, 'atm', (tonumber(stored[1]) or 0) + 1)
    storeTrace(jobKey, trace)
  end
  if delay then
    local due = now + delay
    redis.call('HSET', jobKey, 'delay', delay)
    redis.call('ZADD', keys.delayed, delayedScore(keys.delayed, due), id)
    redis.call('XADD', events, 'MAXLEN', '~', maxEvents, '*', 'event', 'delayed', 'jobId', id, 'delay', due)
    anyDelayed = true
    return 0
  end
  if outcome == 'requeue' and priority > 0 then
    redis.call('ZADD', keys.prioritized, priority * 4294967296, id)
  else
    enqueue(keys, id, priority, outcome == 'requeue' or lifo == '1')
  end
  anyInLine = true
  redis.call('XADD', events, 'MAXLEN', '~', maxEvents, '*', 'event', 'waiting', 'jobId', id, 'prev', 'active')
  return outcome == 'requeue' and math.max(0, redis.call('PTTL', keys.limiter)) or 0
end

local codes, settled = {}, {}
for i = 1, count do
  local id, token = ARGV[8 + i * 2], ARGV[9 + i * 2]
  if settled[id] then
    -- The same job twice in one batch: the second caller has nothing to settle any more.
    locks[i] = false
  end
  codes[i] = settle(i, id, token, nextArgument())
  settled[id] = settled[id] or codes[i] >= 0
end
if active then
  writeActive()
end
listEnded('completed')
listEnded('failed')
if #freedLocks > 0 then
  redis.call('DEL', unpack(freedLocks))
  redis.call('SREM', stalledKey, unpack(freedIds))
end
if anyInLine then
  addBaseMarker(keys, meta)
end

local maxDataPoints = tonumber(nextArgument())
if maxDataPoints then
  recordMetrics(base .. 'metrics:completed', now, ended.completed, maxDataPoints)
  recordMetrics(base .. 'metrics:failed', now, ended.failed, maxDataPoints)
end

local claimed = {}
if wanted > 0 then
  claimed = claimJobs(keys, base, now, {
    token = ARGV[3], lockMillis = ARGV[4], wanted = wanted, workerName = ARGV[6], limiterMax = tonumber(ARGV[7]),
    limiterMillis = tonumber(ARGV[8]), meta = meta
  })
end
if count > 0 and #claimed <= 4 then
  wakeForFreedSlot(keys, meta)
end
if anyDelayed and #claimed <= 4 then
  addDelayMarker(keys)
end
if ended.completed + ended.failed > 0 and #claimed <= 4 and (claimed[1] or 0) == 0 and (claimed[2] or 0) == 0
  and (wanted == 0 or not isBlocked(meta, keys.active))
  and redis.call('EXISTS', keys.wait, keys.active, keys.prioritized) == 0 then
  redis.call('XADD', events, '*', 'event', 'drained')
end

local reply = { codes }
for i = 1, #claimed do
  reply[i + 1] = claimed[i]
end
return reply
