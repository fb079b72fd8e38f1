--[[
  Adds trees of jobs, all or none of them. The jobs stand in an order in which a parent precedes all its descendants.

  One call for the whole tree, whatever its size: a producer that died between two calls would leave half a tree, whose
  parent waits for ever or runs too early. So this holds Redis longer than other scripts, about 10 to 20 microseconds a job;
  the caller bounds their number.

  KEYS[1]  meta   hash     settings of the queue of the first job; names the slot, is not read
  ARGV[1]  now    integer  ms, or '' for Redis's clock
  ARGV[2]  count  integer  number of jobs that follow, fourteen values each: base of its queue (prefix:queue:), id, '1' if
                           the caller chose the id or '', name, data JSON, opts JSON, timestamp ms, delay ms, priority,
                           '1' for lifo or '', '1' if it has children or '', key of its parent or '', text of the field
                           parent or '', JSON of its deduplication as addJobs.lua takes it or ''

  returns  array  { 0, for each job '1' if it was added, '' if a job of that id existed already, or an array holding the
                  id of the job that owns its deduplication id }, or, with nothing written, { 1, index of a job from 1
                  and the code for which it was refused, for each that was }:
                  -5 no such parent, -7 other living parent, -50 own ancestor, -53 too deep to tell
]]
--@include addBaseMarker
--@include addDelayMarker
--@include adoptJob
--@include callInChunks
--@include deduplicate
--@include delayedScore
--@include enqueue
--@include hasFamily
--@include isAncestor
--@include nowMillis
--@include parentOf
--@include queueKeys
--@include readMeta
--@include releaseParent
local now, count = nowMillis(ARGV[1]), tonumber(ARGV[2])

local function jobAt(index)
  local at = 2 + (index - 1) * 14
  return {
    base = ARGV[at + 1], id = ARGV[at + 2], chosenId = ARGV[at + 3] == '1', key = ARGV[at + 1] .. ARGV[at + 2],
    name = ARGV[at + 4], data = ARGV[at + 5], opts = ARGV[at + 6], timestamp = ARGV[at + 7], delay = ARGV[at + 8],
    priority = ARGV[at + 9], lifo = ARGV[at + 10] == '1', hasChildren = ARGV[at + 11] == '1',
    parentKey = ARGV[at + 12], parent = ARGV[at + 13],
    deduplication = ARGV[at + 14] ~= '' and cjson.decode(ARGV[at + 14]) or nil
  }
end

-- What the parents will be once the jobs so far are written: job key to parent key, '' for a job without one.
local planned = {}

-- Jobs with children in this call, and the parents of stored jobs that were looked up already.
local planning, stored = {}, {}
-- Ten thousand looks take less than the adding of as many jobs. Only stored jobs with children that get a parent need any.
local looks = { left = 10000 }

local function parentKeyOf(jobKey)
  if planned[jobKey] then
    return planned[jobKey]
  end
  if not stored[jobKey] then
    stored[jobKey] = redis.call('HGET', jobKey, 'parentKey') or ''
  end
  return stored[jobKey]
end

local function exists(jobKey)
  return planned[jobKey] ~= nil or redis.call('EXISTS', jobKey) == 1
end

local function refusal(job)
  if job.parentKey == '' then
    return 0
  end
  if not exists(job.parentKey) then
    return -5
  end
  if job.chosenId and exists(job.key) then
    local earlier = parentKeyOf(job.key)
    if earlier == job.parentKey then
      return 0
    end
    if earlier ~= '' and exists(earlier) then
      return -7
    end
    if not planning[job.key] and not hasFamily(job.key) then
      return 0
    end
    local above = isAncestor(job.key, job.parentKey, parentKeyOf, looks)
    return above == nil and -53 or above and -50 or 0
  end
  return 0
end

local refused = { 1 }
for index = 1, count do
  local job = jobAt(index)
  local code = refusal(job)
  if code < 0 then
    refused[#refused + 1] = index
    refused[#refused + 1] = code
  end
  planning[job.parentKey] = true
  -- One that was refused counts as planned, so that only the first of a branch is blamed.
  if job.parentKey ~= '' or planned[job.key] == nil then
    planned[job.key] = job.parentKey ~= '' and job.parentKey or parentKeyOf(job.key)
  end
end
if #refused > 1 then
  return refused
end

local queues = {}

local function queueOf(base)
  local queue = queues[base]
  if not queue then
    local keys = queueKeys(base)
    queue = {
      keys = keys, meta = readMeta(keys.meta), seen = 0, atEnd = {}, anyInLine = false, anyDelayed = false
    }
    queues[base] = queue
  end
  return queue
end

local function tell(queue, ...)
  redis.call('XADD', queue.keys.events, 'MAXLEN', '~', queue.meta.maxEvents, '*', 'event', ...)
end

local function place(queue, job)
  if job.hasChildren then
    redis.call('ZADD', queue.keys.waitingChildren, job.timestamp, job.id)
    tell(queue, 'waiting-children', 'jobId', job.id)
  elseif job.delay ~= '0' then
    local due = tonumber(job.timestamp) + tonumber(job.delay)
    redis.call('ZADD', queue.keys.delayed, delayedScore(queue.keys.delayed, due), job.id)
    tell(queue, 'delayed', 'jobId', job.id, 'delay', due)
    queue.anyDelayed = true
  else
    if job.priority == '0' and not job.lifo then
      queue.atEnd[#queue.atEnd + 1] = job.id
    else
      enqueue(queue.keys, job.id, tonumber(job.priority), job.lifo)
    end
    tell(queue, 'waiting', 'jobId', job.id)
    queue.anyInLine = true
  end
end

local parents, created, dependencies, reply = {}, {}, {}, { 0 }

-- Many jobs at a time: a tree of thousands spends half as long on it.
local function flush()
  for _, queue in pairs(queues) do
    callInChunks('LPUSH', queue.keys.wait, queue.atEnd)
    queue.atEnd = {}
  end
  for parentKey, children in pairs(dependencies) do
    callInChunks('SADD', parentKey .. ':dependencies', children)
  end
  dependencies = {}
end

for index = 1, count do
  local job = jobAt(index)
  local queue = queueOf(job.base)
  queue.seen = queue.seen + 1
  if job.deduplication then
    -- What owns the id may be a job of this very call.
    flush()
  end
  local existed = job.chosenId and redis.call('EXISTS', job.key) == 1
  local ownerId = not existed and job.deduplication
    and deduplicate(queue.keys, job.base, job.deduplication, job, queue.meta.maxEvents)
  if existed then
    if job.parentKey ~= '' then
      adoptJob(job.base, job.id, job.parentKey, job.parent, created[job.parentKey])
    end
    tell(queue, 'duplicated', 'jobId', job.id)
    reply[#reply + 1] = ''
  elseif ownerId then
    reply[#reply + 1] = { ownerId }
  else
    created[job.key] = true
    if job.parentKey == '' then
      redis.call('HSET', job.key, 'name', job.name, 'data', job.data, 'opts', job.opts, 'timestamp', job.timestamp,
        'delay', job.delay, 'priority', job.priority)
    else
      redis.call('HSET', job.key, 'name', job.name, 'data', job.data, 'opts', job.opts, 'timestamp', job.timestamp,
        'delay', job.delay, 'priority', job.priority, 'parentKey', job.parentKey, 'parent', job.parent)
      local children = dependencies[job.parentKey] or {}
      dependencies[job.parentKey] = children
      children[#children + 1] = job.key
    end
    if job.deduplication then
      redis.call('HSET', job.key, 'deid', job.deduplication.id)
    end
    redis.call('XADD', queue.keys.events, '*', 'event', 'added', 'jobId', job.id, 'name', job.name)
    place(queue, job)
    reply[#reply + 1] = '1'
  end
  if job.parentKey ~= '' then
    parents[job.parentKey] = job.parent
  end
end

flush()
for base, queue in pairs(queues) do
  redis.call('INCRBY', base .. 'id', queue.seen)
  if queue.anyInLine then
    addBaseMarker(queue.keys, queue.meta)
  end
  if queue.anyDelayed then
    addDelayMarker(queue.keys)
  end
end
-- Only now is it known whether a parent has anything left to wait for.
for parentKey, parentJson in pairs(parents) do
  if redis.call('EXISTS', parentKey .. ':dependencies') == 0 then
    local base, id = parentOf(parentKey, parentJson)
    releaseParent(base, id, now)
  end
end
return reply
