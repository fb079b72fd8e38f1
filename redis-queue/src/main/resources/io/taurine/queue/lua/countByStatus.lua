--[[
  Counts the jobs in each state, and of those that ended the ones that were cancelled, took too long or were not run, which
  BullMQ keeps with the failed and completed ones. Those are in indexes of ours, by the end in ms as in the sets themselves.

  Another client, or a policy of how many to keep, takes jobs out of a set and leaves them in its index. So each call looks at
  some of an index and mends it: at all of it when it is not larger than the limit, else at as many as that, others each time.

  KEYS[1]   wait                list  in line
  KEYS[2]   paused              list  put aside by BullMQ 5
  KEYS[3]   active              list  held by workers
  KEYS[4]   prioritized         zset  in line by priority
  KEYS[5]   delayed             zset  not due
  KEYS[6]   completed           zset  ended with a result
  KEYS[7]   failed              zset  ended with an error
  KEYS[8]   waiting-children    zset  parents waiting
  KEYS[9]   taurine:cancelling  zset  told to end while they ran, by the instant
  KEYS[10]  taurine:cancelled   zset  of the failed ones those that were cancelled
  KEYS[11]  taurine:timed-out   zset  of the failed ones those that took too long
  KEYS[12]  taurine:skipped     zset  of the completed ones those that were not run
  ARGV[1]   base   string   prefix:queue:
  ARGV[2]   now    integer  ms, or '' for Redis's clock
  ARGV[3]   limit  integer  most members of an index to look at

  returns  array  waiting, aside, prioritized, waiting-children, delayed, active, cancelling, completed, skipped, failed,
                  cancelled, timed-out; the active ones include those cancelling, completed and failed nothing of the others
]]
--@include callInChunks
--@include endOfFailed
--@include isLegacyMarker
--@include isSkipped
--@include nowMillis
local completedKey, failedKey, activeKey = KEYS[6], KEYS[7], KEYS[3]
local cancellingKey, cancelledKey, timedOutKey, skippedKey = KEYS[9], KEYS[10], KEYS[11], KEYS[12]
local base, now, limit = ARGV[1], nowMillis(ARGV[2]), tonumber(ARGV[3])

local function jobsIn(listKey)
  local length = redis.call('LLEN', listKey)
  if length > 0 and isLegacyMarker(redis.call('LINDEX', listKey, -1)) then
    length = length - 1
  end
  return length
end

-- isStill tells of a job that has ended anew whether it did so in the same way.
local function mend(indexKey, setKey, isStill)
  local size = redis.call('ZCARD', indexKey)
  if size == 0 then
    return 0
  end
  local oldest = redis.call('ZRANGE', setKey, 0, 0, 'WITHSCORES')
  if #oldest == 0 then
    redis.call('UNLINK', indexKey)
    return 0
  end
  -- Policies take the oldest ones.
  local gone = redis.call('ZRANGEBYSCORE', indexKey, '-inf', '(' .. oldest[2], 'LIMIT', 0, limit)
  callInChunks('ZREM', indexKey, gone)
  size = size - #gone
  if size == 0 then
    return 0
  end
  local from = now % math.ceil(size / limit) * limit
  local page = redis.call('ZRANGE', indexKey, from, from + limit - 1, 'WITHSCORES')
  local ids, strays = {}, {}
  for i = 1, #page, 2 do
    ids[#ids + 1] = page[i]
  end
  local scores = #ids > 0 and redis.call('ZMSCORE', setKey, unpack(ids)) or {}
  for i, id in ipairs(ids) do
    local score = scores[i]
    if not score or (score ~= page[i * 2] and not isStill(id)) then
      strays[#strays + 1] = id
    elseif score ~= page[i * 2] then
      redis.call('ZADD', indexKey, score, id)
    end
  end
  callInChunks('ZREM', indexKey, strays)
  return size - #strays
end

local function isEnd(wanted)
  return function(id)
    local stored = redis.call('HMGET', base .. id, 'cancelled', 'failedReason')
    return endOfFailed(base, id, stored[1], stored[2]) == wanted
  end
end

-- Those that run; what has become of the others is noted. A worker that knows nothing of these indexes ends jobs too.
local function cancelling()
  local ids = redis.call('ZRANGE', cancellingKey, 0, limit - 1)
  if #ids == 0 then
    return 0
  end
  local isActive, running, strays = {}, 0, {}
  for _, id in ipairs(redis.call('LRANGE', activeKey, 0, limit * 10 - 1)) do
    isActive[id] = true
  end
  local failed = redis.call('ZMSCORE', failedKey, unpack(ids))
  for i, id in ipairs(ids) do
    local isMarked = redis.call('HEXISTS', base .. id, 'cancelled') == 1
    if isMarked and failed[i] then
      redis.call('ZADD', cancelledKey, failed[i], id)
    end
    if not isMarked or failed[i] or redis.call('ZSCORE', completedKey, id) then
      strays[#strays + 1] = id
    elseif isActive[id] then
      running = running + 1
    end
  end
  callInChunks('ZREM', cancellingKey, strays)
  return running
end

local running = cancelling()
local cancelled = mend(cancelledKey, failedKey, isEnd('cancelled'))
local timedOut = mend(timedOutKey, failedKey, isEnd('timed-out'))
local skipped = mend(skippedKey, completedKey, function(id)
  return isSkipped(redis.call('HGET', base .. id, 'returnvalue') or '')
end)
return {
  jobsIn(KEYS[1]), jobsIn(KEYS[2]), redis.call('ZCARD', KEYS[4]), redis.call('ZCARD', KEYS[8]),
  redis.call('ZCARD', KEYS[5]), redis.call('LLEN', activeKey), running, redis.call('ZCARD', completedKey) - skipped,
  skipped, redis.call('ZCARD', failedKey) - cancelled - timedOut, cancelled, timedOut
}
