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
--@include callInChunks
--@include claimJobs
--@include listEnded
--@include nowMillis
--@include readMeta
--@include recordMetrics
--@include takeFromActive
--@include-lazily seldom addDelayMarker endWithKin fail keepEnded noteSkipped removeEnded sendBack waitForChildren wakeForFreedSlot
local keys = {
  wait = KEYS[1], active = KEYS[2], prioritized = KEYS[3], delayed = KEYS[4], limiter = KEYS[5], pc = KEYS[6],
  meta = KEYS[7], marker = KEYS[8], events = KEYS[9], completed = KEYS[10], failed = KEYS[11]
}
local stalledKey = KEYS[12]
local base, wanted, count = ARGV[1], ARGV[5], tonumber(ARGV[9])
local now, nowText = nowMillis(ARGV[2])
local meta = readMeta(keys.meta)

local lockKeys, rareKeys = {}, { keys.delayed, stalledKey }
for i = 1, count do
  local jobKey = base .. ARGV[8 + i * 2]
  lockKeys[i] = jobKey .. ':lock'
  rareKeys[i * 2 + 1], rareKeys[i * 2 + 2] = jobKey .. ':dependencies', jobKey .. ':unsuccessful'
end
-- Most jobs have no children, and often no job is delayed or suspected of being stalled: one question for all of that.
local anyRare = redis.call('EXISTS', unpack(rareKeys)) > 0

-- What the steps of a batch share; what no step has put there is not there.
local batch = {
  arguments = ARGV, cursor = 9 + count * 2, keys = keys, base = base, now = now, nowText = nowText, meta = meta, lockKeys = lockKeys,
  locks = count > 0 and redis.call('MGET', unpack(lockKeys)) or lockKeys, freedLocks = {}, freedIds = {},
  completed = {}, completedCount = 0, failed = {}, failedCount = 0, anyChildren = anyRare,
  -- How many old jobs may be removed: more than the batch adds, so that a backlog shrinks.
  left = math.max(50, count + 10)
}

-- When a good part of the active jobs ends at once, the list is read and written once instead of searched for each of them.
local active = nil
if count > 3 and not meta.concurrency and redis.call('LLEN', keys.active) <= count * 4 then
  active = redis.call('LRANGE', keys.active, '0', '-1')
  local isActive = {}
  for i = 1, #active do
    isActive[active[i]] = true
  end
  batch.isActive = isActive
end

-- The other outcomes are fragments of their own, and made when they are needed.
local steps = { failed = 'fail', children = 'waitForChildren' }
-- The stream is cut once in a call.
local isTrimmed = false
-- Whether any job can be delayed by now, of this batch or not.
local mayBeDelayed = anyRare
local codes, settled = {}, {}
for i = 1, count do
  local id, token = ARGV[8 + i * 2], ARGV[9 + i * 2]
  if settled[id] then
    -- The same job twice in one batch: the second caller has nothing to settle any more.
    batch.locks[i] = false
  end
  local at = batch.cursor + 1
  batch.cursor = at
  local outcome = ARGV[at]
  local code = 0
  if outcome == 'completed' then
    local result, keepText = ARGV[at + 1], ARGV[at + 2]
    batch.cursor = at + 2
    local jobKey = base .. id
    local stored = redis.call('HMGET', jobKey, 'atm', 'parentKey', 'deid', 'name', 'defa')
    local parentKey, deduplicationId = stored[2], stored[3]
    if not stored[4] and redis.call('EXISTS', jobKey) == 0 then
      code = -1
    elseif batch.anyChildren and redis.call('EXISTS', jobKey .. ':dependencies', jobKey .. ':unsuccessful') > 0 then
      code = redis.call('EXISTS', jobKey .. ':dependencies') == 1 and -4 or -9
    else
      code = takeFromActive(batch, i, id, token)
    end
    if code == 0 then
      if parentKey or deduplicationId then
        seldom().endWithKin(batch, 'completed', id, jobKey, parentKey, deduplicationId, result)
        mayBeDelayed = true
      end
      if keepText == '0' then
        seldom().removeEnded(batch, jobKey, parentKey)
      else
        local attemptsText = stored[1] and (tonumber(stored[1]) or 0) + 1 or '1'
        redis.call('HSET', jobKey, 'atm', attemptsText, 'returnvalue', result, 'finishedOn', nowText)
        if stored[5] then
          -- The run ended well before its worker heard of a cancel: that is no reason to fail when it is run again.
          redis.call('HDEL', jobKey, 'defa')
          redis.call('ZREM', base .. 'taurine:cancelling', id)
        end
        if string.sub(result, 3, 17) == 'taurine:skipped' then
          seldom().noteSkipped(base, id, result, nowText)
        end
        local ended = batch.completed
        ended[#ended + 1], ended[#ended + 2] = nowText, id
        if keepText ~= '' then
          seldom().keepEnded(batch, 'completed', keepText)
        end
      end
      batch.completedCount = batch.completedCount + 1
      if isTrimmed then
        redis.call('XADD', keys.events, '*', 'event', 'completed', 'jobId', id, 'returnvalue', result, 'prev', 'active')
      else
        redis.call('XADD', keys.events, 'MAXLEN', '~', meta.maxEvents, '*', 'event', 'completed', 'jobId', id,
          'returnvalue', result, 'prev', 'active')
        isTrimmed = true
      end
    end
  else
    code = seldom()[steps[outcome] or 'sendBack'](batch, i, id, token, outcome)
    mayBeDelayed = true
  end
  codes[i] = code
  settled[id] = settled[id] or code >= 0
end

if active then
  local rest = {}
  for i = 1, #active do
    if batch.isActive[active[i]] then
      rest[#rest + 1] = active[i]
    end
  end
  if #rest < #active then
    redis.call('DEL', keys.active)
    callInChunks('RPUSH', keys.active, rest)
  end
end
listEnded(batch, 'completed')
listEnded(batch, 'failed')
if #batch.freedLocks > 0 then
  redis.call('DEL', unpack(batch.freedLocks))
  if anyRare then
    redis.call('SREM', stalledKey, unpack(batch.freedIds))
  end
end
if batch.anyInLine then
  addBaseMarker(keys, meta)
end

local maxDataPoints = tonumber(ARGV[batch.cursor + 1])
if maxDataPoints then
  recordMetrics(base .. 'metrics:completed', now, batch.completedCount, maxDataPoints)
  recordMetrics(base .. 'metrics:failed', now, batch.failedCount, maxDataPoints)
end

local reply, taken = { codes }, 0
if wanted ~= '0' then
  taken = claimJobs(keys, base, now, meta, {
    token = ARGV[3], lockMillis = ARGV[4], wanted = wanted, workerName = ARGV[6], limiterMax = tonumber(ARGV[7]),
    limiterMillis = tonumber(ARGV[8]), nowText = nowText, noneDelayed = not mayBeDelayed
  }, reply)
end
if taken == 0 then
  if count > 0 and meta.concurrency then
    seldom().wakeForFreedSlot(keys, meta)
  end
  if batch.anyDelayed then
    seldom().addDelayMarker(keys)
  end
  if batch.completedCount + batch.failedCount > 0 and (reply[2] or 0) == 0 and (reply[3] or 0) == 0
    and (wanted == '0' or not isBlocked(meta, keys.active))
    and redis.call('EXISTS', keys.wait, keys.active, keys.prioritized) == 0 then
    redis.call('XADD', keys.events, '*', 'event', 'drained')
  end
end
return reply
