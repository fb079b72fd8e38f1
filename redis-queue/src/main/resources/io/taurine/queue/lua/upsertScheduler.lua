--[[
  Creates a job scheduler or replaces it, with the job of its next run.

  KEYS[1]   repeat       zset    job schedulers, score is the slot of the run made last, in ms
  KEYS[2]   wait         list    ids in line, the right end is served first
  KEYS[3]   paused       list    ids that BullMQ 5 put aside
  KEYS[4]   prioritized  zset    ids in line by priority
  KEYS[5]   delayed      zset    ids that are not due
  KEYS[6]   active       list    ids held by workers
  KEYS[7]   id           string  last automatic id
  KEYS[8]   pc           string  counter that orders equal priorities
  KEYS[9]   meta         hash    settings of the queue
  KEYS[10]  marker       zset    wakes sleeping workers
  KEYS[11]  events       stream  what happened
  KEYS[12]  taurine:scheduler-owners  hash  who declared which scheduler, as JSON
  ARGV[1]   base       string   prefix:queue:
  ARGV[2]   now        integer  ms, or '' for Redis's clock
  ARGV[3]   scheduler  string   its id
  ARGV[4]   name       string   name of its jobs
  ARGV[5]   data       string   JSON, or '' for {}
  ARGV[6]   template   string   JSON of the options of its jobs, or '' for none
  ARGV[7]   opts       string   JSON object: the options of the job, without what depends on its slot
  ARGV[8]   priority   integer  of the job
  ARGV[9]   lifo       string   '1' or ''
  ARGV[10]  every      integer  interval in ms, or '' for a pattern
  ARGV[11]  offset     integer  phase of the interval in ms, 0 for none
  ARGV[12]  pattern    string   or ''
  ARGV[13]  tz         string   zone of the pattern, or ''
  ARGV[14]  limit      integer  most runs, or ''
  ARGV[15]  startDate  integer  ms, or ''
  ARGV[16]  endDate    integer  ms, or ''
  ARGV[17]  declaration  string  JSON object: its owner, and what was declared; '' when nobody is to own it
  ARGV[18]  seen       string   with a declaration: fingerprint of the scheduler as the caller saw it
  ARGV[19]  single     string   '1' for an interval that stands for a single run at its start, else ''
            for a pattern its next slots in ms follow: the first one that is free is taken

  returns  array    { id of the job, its delay in ms }
           integer  -12 it is another owner's, or not as it was seen any more; nothing was changed
           integer  -10 the slots of the pattern, -11 those of the interval have jobs already; nothing was changed
]]
--@include addSchedulerRun
--@include freeSlot
--@include isSchedulerAsSeen
--@include nearerEnd
--@include noteSchedulerOwner
--@include nowMillis
--@include purgeJob
--@include readMeta
--@include scheduleSlot
--@include schedulerRunId
local repeatKey, waitKey, pausedKey = KEYS[1], KEYS[2], KEYS[3]
local keys = {
  wait = waitKey, prioritized = KEYS[4], delayed = KEYS[5], active = KEYS[6], id = KEYS[7], pc = KEYS[8],
  marker = KEYS[10], events = KEYS[11]
}
local base, now, schedulerId, name = ARGV[1], nowMillis(ARGV[2]), ARGV[3], ARGV[4]
local data, template, opts = ARGV[5], ARGV[6], ARGV[7]
local priority, lifo = tonumber(ARGV[8]), ARGV[9] == '1'
local every, offset = tonumber(ARGV[10]), tonumber(ARGV[11])
local pattern, tz, limit, startDate, endDate = ARGV[12], ARGV[13], ARGV[14], ARGV[15], ARGV[16]

local ownersKey, declaration, seen, single = KEYS[12], ARGV[17], ARGV[18], ARGV[19]

local meta = readMeta(KEYS[9])
local recordKey = base .. 'repeat:' .. schedulerId
if declaration ~= '' and not isSchedulerAsSeen(repeatKey, recordKey, ownersKey, schedulerId,
  cjson.decode(declaration).owner, seen) then
  return -12
end
local stored = redis.call('HMGET', recordKey, 'ic', 'offset', 'every', 'startDate')
local previous = tonumber(redis.call('ZSCORE', repeatKey, schedulerId))

-- The run that waits is replaced; one that a worker holds, or that has ended, is not.
local pendingId, pendingIn
if previous then
  local id = schedulerRunId(schedulerId, previous)
  -- One that runs or has ended is not searched for in a line that may be long.
  if redis.call('EXISTS', base .. id) == 1 and redis.call('HEXISTS', base .. id, 'finishedOn') == 0
    and not redis.call('LPOS', keys.active, id) then
    for _, key in ipairs({ keys.delayed, keys.prioritized, waitKey, pausedKey }) do
      local fromEnd = (key == waitKey or key == pausedKey) and not pendingIn and nearerEnd(key, base, id)
      if not pendingIn and (fromEnd and redis.call('LPOS', key, id, 'RANK', fromEnd)
        or not fromEnd and redis.call('ZSCORE', key, id)) then
        pendingId, pendingIn = id, { key = key, fromEnd = fromEnd }
      end
    end
  end
end

-- A single run is its start, whatever the interval it is stored with: at another start it is another run.
local isMovedRun = single == '1' and startDate ~= stored[4]
local isSameInterval = every and tonumber(stored[3]) == every and not isMovedRun
local slot, phase = nil, 0
if every then
  slot = scheduleSlot(isSameInterval and previous or nil, every, now, offset, tonumber(startDate))
  phase = offset ~= 0 and offset or slot % every
  if pendingId and isSameInterval then
    slot = previous
  end
end
slot = freeSlot(base, schedulerId, slot, every, { unpack(ARGV, 20) }, pendingId)
if not slot then
  return every and -11 or -10
end

if pendingId then
  if pendingIn.fromEnd then
    redis.call('LREM', pendingIn.key, pendingIn.fromEnd, pendingId)
  else
    redis.call('ZREM', pendingIn.key, pendingId)
  end
  purgeJob(base, pendingId, true)
  if stored[2] and offset == 0 then
    phase = stored[2]
  end
end

redis.call('DEL', recordKey)
redis.call('HSET', recordKey, 'name', name, 'ic', stored[1] or 1, 'offset', phase)
for field, value in pairs({
  every = ARGV[10], pattern = pattern, tz = tz, limit = limit, startDate = startDate, endDate = endDate, data = data,
  opts = template
}) do
  if value ~= '' then
    redis.call('HSET', recordKey, field, value)
  end
end
redis.call('ZADD', repeatKey, slot, schedulerId)
if declaration ~= '' then
  noteSchedulerOwner(repeatKey, recordKey, ownersKey, schedulerId, declaration)
else
  redis.call('HDEL', ownersKey, schedulerId)
end
local id, delay = addSchedulerRun(keys, base, meta, now, {
  schedulerId = schedulerId, slot = slot, name = name, data = data == '' and '{}' or data, opts = opts,
  priority = priority, lifo = lifo, deduplicationId = '', byPattern = not every
})
return { id, delay }
