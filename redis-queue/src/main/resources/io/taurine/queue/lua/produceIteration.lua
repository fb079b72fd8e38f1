--[[
  Makes the next run of a job scheduler, if the run that asks for it is the one that was made last. Asking again changes
  nothing: a retry, a job run once more and a second worker are told so.

  KEYS[1]   repeat       zset    job schedulers, score is the slot of the run made last, in ms
  KEYS[2]   wait         list    ids in line, the right end is served first
  KEYS[3]   prioritized  zset    ids in line by priority
  KEYS[4]   delayed      zset    ids that are not due
  KEYS[5]   active       list    ids held by workers
  KEYS[6]   id           string  last automatic id
  KEYS[7]   pc           string  counter that orders equal priorities
  KEYS[8]   meta         hash    settings of the queue
  KEYS[9]   marker       zset    wakes sleeping workers
  KEYS[10]  events       stream  what happened
  ARGV[1]   base             string   prefix:queue:
  ARGV[2]   now              integer  ms, or '' for Redis's clock
  ARGV[3]   scheduler        string   its id
  ARGV[4]   producer         string   id of the run that asks
  ARGV[5]   opts             string   JSON object: the options of the job, without what depends on its slot
  ARGV[6]   priority         integer  of the job
  ARGV[7]   lifo             string   '1' or ''
  ARGV[8]   deduplicationId  string   or ''
  ARGV[9]   every            integer  interval in ms as the producer knows it, or '' for a pattern
  ARGV[10]  offset           integer  phase of the interval as the producer knows it, 0 for none
            for a pattern its next slots in ms follow: the first one that is free is taken

  returns  string   id of the job
           integer  0 nothing to do, -10 the slots of the pattern, -11 those of the interval have jobs already
]]
--@include addSchedulerRun
--@include freeSlot
--@include nowMillis
--@include readMeta
--@include scheduleSlot
--@include schedulerRunId
local repeatKey = KEYS[1]
local keys = {
  wait = KEYS[2], prioritized = KEYS[3], delayed = KEYS[4], active = KEYS[5], id = KEYS[6], pc = KEYS[7],
  marker = KEYS[9], events = KEYS[10]
}
local base, now, schedulerId, producerId = ARGV[1], nowMillis(ARGV[2]), ARGV[3], ARGV[4]
local opts, priority, lifo, deduplicationId = ARGV[5], tonumber(ARGV[6]), ARGV[7] == '1', ARGV[8]

local previous = tonumber(redis.call('ZSCORE', repeatKey, schedulerId))
if not previous or producerId ~= schedulerRunId(schedulerId, previous) then
  return 0
end
local recordKey = base .. 'repeat:' .. schedulerId
local stored = redis.call('HMGET', recordKey, 'name', 'data', 'every', 'offset')
if not stored[1] then
  -- An entry without a record, of which nobody can tell what to run.
  return 0
end
local every = tonumber(stored[3] or ARGV[9])
local offset = tonumber(stored[4] or ARGV[10])
local slot = every and scheduleSlot(previous, every, now, offset, nil)
slot = freeSlot(base, schedulerId, slot, every, { unpack(ARGV, 11) }, nil)
if not slot then
  return every and -11 or -10
end
redis.call('ZADD', repeatKey, slot, schedulerId)
redis.call('HINCRBY', recordKey, 'ic', 1)
local id = addSchedulerRun(keys, base, readMeta(KEYS[8]), now, {
  schedulerId = schedulerId, slot = slot, name = stored[1], data = stored[2] or '{}', opts = opts, priority = priority,
  lifo = lifo, deduplicationId = deduplicationId, byPattern = not every
})
return id
