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
  ARGV[4]  owner       string  only if nobody else declared it: fingerprint, a blank, owner; '' for whoever did
  ARGV[5]  seen        string  with an owner: only if it is still so, see upsertScheduler.lua

  returns  integer  0 removed, 1 there is no such scheduler, -12 it is another one's, or not as it was seen any more
]]
--@include isSchedulerAsSeen
--@include purgeJob
--@include readMeta
--@include schedulerRunId
local repeatKey, delayedKey, eventsKey, ownersKey = KEYS[1], KEYS[2], KEYS[4], KEYS[5]
local base, schedulerId, onlyOrphan = ARGV[1], ARGV[2], ARGV[3] == '1'
local recordKey = base .. 'repeat:' .. schedulerId
if onlyOrphan and redis.call('EXISTS', recordKey) == 1 then
  return 1
end
local owner, seen = ARGV[4], ARGV[5]
if owner ~= '' and (redis.call('HEXISTS', ownersKey, schedulerId) == 0
  or not isSchedulerAsSeen(repeatKey, recordKey, ownersKey, schedulerId, owner, seen)) then
  return -12
end
redis.call('HDEL', ownersKey, schedulerId)
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
