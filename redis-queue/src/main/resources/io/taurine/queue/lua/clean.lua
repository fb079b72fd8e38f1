--[[
  Removes jobs of one state that are old enough, oldest first, looking at a bounded number of them.

  KEYS[1]  completed    zset    score is the end in ms
  KEYS[2]  failed       zset    score is the end in ms
  KEYS[3]  delayed      zset    ids that are not due
  KEYS[4]  prioritized  zset    ids in line by priority
  KEYS[5]  wait         list    ids in line, the right end is served first
  KEYS[6]  active       list    ids held by workers
  KEYS[7]  paused       list    ids that BullMQ 5 put aside
  KEYS[8]  events       stream  what happened
  ARGV[1]  base    string   prefix:queue:
  ARGV[2]  now     integer  ms, or '' for Redis's clock
  ARGV[3]  state   string   which of KEYS[1] to KEYS[7]
  ARGV[4]  grace   integer  ms a job must be old, or '' to remove whatever is there, ids without a job too
  ARGV[5]  skip    integer  how many of the oldest to pass over: those that earlier calls looked at and kept
  ARGV[6]  limit   integer  most jobs to look at
  ARGV[7]  event   string   '1' tells the listeners how many went, else ''

  returns  array  { number of jobs looked at, id removed, id removed, … }
]]
--@include callInChunks
--@include forgetEnd
--@include isSchedulerRun
--@include nowMillis
--@include purgeJob
--@include queueKeys
--@include readMeta
--@include wakeForFreedSlot
local containers = {
  completed = KEYS[1], failed = KEYS[2], delayed = KEYS[3], prioritized = KEYS[4], wait = KEYS[5], active = KEYS[6],
  paused = KEYS[7]
}
local eventsKey = KEYS[8]
local base, state, container = ARGV[1], ARGV[3], containers[ARGV[3]]
local newest = ARGV[4] ~= '' and nowMillis(ARGV[2]) - tonumber(ARGV[4]) or nil
local skip, limit, event = tonumber(ARGV[5]), tonumber(ARGV[6]), ARGV[7] == '1'
local isList = state == 'wait' or state == 'active' or state == 'paused'

local function oldest()
  if isList then
    local ids = redis.call('LRANGE', container, -skip - limit, -skip - 1)
    for i = 1, math.floor(#ids / 2) do
      ids[i], ids[#ids + 1 - i] = ids[#ids + 1 - i], ids[i]
    end
    return ids
  end
  if (state == 'completed' or state == 'failed') and newest then
    return redis.call('ZRANGEBYSCORE', container, 0, newest, 'LIMIT', skip, limit)
  end
  return redis.call('ZRANGE', container, skip, skip + limit - 1)
end

-- Which times count for which state, the first one that the job has.
local timesOf = {
  delayed = { 'processedOn', 'timestamp' }, prioritized = { 'timestamp' },
  wait = { 'finishedOn', 'processedOn', 'timestamp' }
}
timesOf.active, timesOf.paused = timesOf.wait, timesOf.wait

local function mayGo(id)
  local jobKey = base .. id
  if state == 'completed' or state == 'failed' then
    return true
  end
  if state == 'active' and redis.call('EXISTS', jobKey .. ':lock') == 1 then
    return false
  end
  if isSchedulerRun(base, id, redis.call('HGET', jobKey, 'rjk')) then
    return false
  end
  if not newest then
    return true
  end
  for _, time in ipairs(redis.call('HMGET', jobKey, unpack(timesOf[state]))) do
    if time then
      return (tonumber(time) or 0) <= newest
    end
  end
  return false
end

local ids = oldest()
local reply, removed, places = { #ids }, {}, {}
for place, id in ipairs(ids) do
  if mayGo(id) then
    purgeJob(base, id, true)
    removed[#removed + 1] = id
    reply[#reply + 1] = id
    places[#places + 1] = place
  end
end

--[[
  What goes is where it was looked at. The last of a list are cut off. Amid jobs that stay each place is marked first, so that
  one walk, from the end that is nearer, removes them all: Redis has no other way to take anything out of the middle of a list.
]]
local function cutOut()
  if skip == 0 and #places == #ids then
    redis.call('LTRIM', container, 0, -#ids - 1)
    return
  end
  local gone = base .. 'gone'
  for _, place in ipairs(places) do
    redis.call('LSET', container, -skip - place, gone)
  end
  local fromNewest = skip > redis.call('LLEN', container) / 2
  redis.call('LREM', container, fromNewest and #places or -#places, gone)
end

if isList and #places > 0 then
  cutOut()
end
if not isList then
  callInChunks('ZREM', container, removed)
  forgetEnd(base, state, removed)
elseif state == 'active' then
  callInChunks('SREM', base .. 'stalled', removed)
  if #removed > 0 then
    wakeForFreedSlot(queueKeys(base), readMeta(base .. 'meta'))
  end
end
if event then
  redis.call('XADD', eventsKey, '*', 'event', 'cleaned', 'count', #removed)
end
return reply
