--[[
  Puts a batch of finished or delayed jobs in line, oldest first. As in BullMQ all go to wait, whatever their priority.

  KEYS[1]  completed  zset    score is the end in ms
  KEYS[2]  failed     zset    score is the end in ms
  KEYS[3]  delayed    zset    score is due ms * 4096 + order
  KEYS[4]  wait       list    ids in line, the right end is served first
  KEYS[5]  active     list    ids held by workers
  KEYS[6]  meta       hash    settings of the queue
  KEYS[7]  marker     zset    wakes sleeping workers
  KEYS[8]  events     stream  what happened
  ARGV[1]  base      string   prefix:queue:
  ARGV[2]  state     string   completed, failed or delayed
  ARGV[3]  maxScore  number   highest score of a job to move, or +inf
  ARGV[4]  limit     integer  most jobs in one call

  returns  integer  how many were moved; as many as limit means call again
]]
--@include addBaseMarker
--@include callInChunks
--@include forgetEnd
--@include readMeta
--@include reattachToParent
local sets = { completed = KEYS[1], failed = KEYS[2], delayed = KEYS[3] }
local keys = { wait = KEYS[4], active = KEYS[5], marker = KEYS[7] }
local metaKey, eventsKey = KEYS[6], KEYS[8]
local base, state, maxScore, limit = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])

local ids = redis.call('ZRANGEBYSCORE', sets[state], 0, maxScore, 'LIMIT', 0, limit)
if #ids == 0 then
  return 0
end
local meta = readMeta(metaKey)
local moved = {}
for _, id in ipairs(ids) do
  local jobKey = base .. id
  if redis.call('EXISTS', jobKey) == 1 then
    if state ~= 'delayed' then
      redis.call('HDEL', jobKey, 'finishedOn', 'processedOn', state == 'failed' and 'failedReason' or 'returnvalue')
      if redis.call('HDEL', jobKey, 'cancelled') == 1 then
        redis.call('HDEL', jobKey, 'defa')
      end
      reattachToParent(jobKey, redis.call('HGET', jobKey, 'parentKey'), state)
    end
    redis.call('XADD', eventsKey, 'MAXLEN', '~', meta.maxEvents, '*', 'event', 'waiting', 'jobId', id, 'prev', state)
    moved[#moved + 1] = id
  end
end
callInChunks('ZREM', sets[state], ids)
forgetEnd(base, state, ids)
callInChunks('LPUSH', keys.wait, moved)
addBaseMarker(keys, meta)
return #ids
