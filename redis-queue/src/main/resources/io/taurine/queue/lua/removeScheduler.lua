--[[
  Removes a job scheduler with the job of its next run if that is delayed; one that is in line or running still runs.

  KEYS[1]  repeat   zset    job schedulers, score is the slot of the run made last, in ms
  KEYS[2]  delayed  zset    ids that are not due
  KEYS[3]  meta     hash    settings of the queue
  KEYS[4]  events   stream  what happened
  KEYS[5]  taurine:scheduler-owners  hash  who declared which scheduler
  ARGV[1]  base        string  prefix:queue:
  ARGV[2]  scheduler   string  its id
  ARGV[3]  onlyOrphan  string  '1' removes it only if it has no record, else ''
  ARGV[4]  entry       string  removes it only if this is what is noted of its owner, and it is as that owner wrote it; else ''

  returns  integer  0 removed, 1 there is no such scheduler, -12 it is not the owner's any more
]]
--@include purgeJob
--@include readMeta
--@include schedulerFingerprint
--@include schedulerRunId
local repeatKey, delayedKey, eventsKey, ownersKey = KEYS[1], KEYS[2], KEYS[4], KEYS[5]
local base, schedulerId, onlyOrphan = ARGV[1], ARGV[2], ARGV[3] == '1'
local recordKey = base .. 'repeat:' .. schedulerId
if onlyOrphan and redis.call('EXISTS', recordKey) == 1 then
  return 1
end
local entry = ARGV[4]
if entry ~= '' and redis.call('HGET', ownersKey, schedulerId) ~= entry then
  return -12
end
redis.call('HDEL', ownersKey, schedulerId)
if entry ~= '' and schedulerFingerprint(repeatKey, recordKey, schedulerId) ~= cjson.decode(entry).written then
  -- Somebody else removed or changed it since: what is noted counts for nothing, and what is there is theirs.
  return -12
end
local slot = tonumber(redis.call('ZSCORE', repeatKey, schedulerId))
if not slot then
  return 1
end
local id = schedulerRunId(schedulerId, slot)
if redis.call('ZREM', delayedKey, id) == 1 then
  purgeJob(base, id, true)
  redis.call('XADD', eventsKey, 'MAXLEN', '~', readMeta(KEYS[3]).maxEvents, '*', 'event', 'removed', 'jobId', id, 'prev',
    'delayed')
end
redis.call('ZREM', repeatKey, schedulerId)
redis.call('DEL', recordKey)
return 0
