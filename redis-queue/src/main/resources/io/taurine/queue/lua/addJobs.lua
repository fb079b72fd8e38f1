--[[
  Adds a batch of jobs, each by itself, in the order given.

  KEYS[1]  wait         list    ids in line, the right end is served first
  KEYS[2]  prioritized  zset    ids in line by priority
  KEYS[3]  delayed      zset    ids that are not due, score is due ms * 4096 + order
  KEYS[4]  active       list    ids held by workers
  KEYS[5]  id           string  last automatic id
  KEYS[6]  pc           string  counter that orders equal priorities
  KEYS[7]  meta         hash    settings of the queue
  KEYS[8]  marker       zset    wakes sleeping workers
  KEYS[9]  events       stream  what happened
  ARGV[1]  base         string  prefix:queue:
  ARGV[2]  count        integer number of jobs that follow, five values each: name, data JSON, opts JSON, timestamp ms, and ''
                                or a JSON object of what not every job has: id, delay in ms and priority, all texts; lifo;
                                parentKey and parent (the text of that field) of a child, with release: '0' when children
                                of the same bulk follow in a later call, '1' for the last child of a bulk, '' otherwise;
                                or deduplication, as BullMQ stores that option

  returns  array        for each job its id, or an array { id } of the job that has that id already, or { id, 1 } of the
                        job that owns its deduplication id, or the code for which it was refused: -5 no such parent, -7 other living parent,
                        -50 own ancestor, -53 too deep to tell
]]
--@include addBaseMarker
--@include callInChunks
--@include readMeta
--@include-lazily seldom addDelayMarker adoptJob deduplicate delayedScore parentRefusal priorityScore releaseIfDone
local keys = {
  wait = KEYS[1], prioritized = KEYS[2], delayed = KEYS[3], active = KEYS[4], pc = KEYS[6], marker = KEYS[8],
  events = KEYS[9]
}
local idKey, metaKey = KEYS[5], KEYS[7]
local base, count = ARGV[1], tonumber(ARGV[2])

local meta = readMeta(metaKey)
local events, maxEvents = keys.events, meta.maxEvents
-- BullMQ counts every add, those with an id of their own and duplicates too.
local lastId = redis.call('INCRBY', idKey, count) - count
local atEnd, atFront, byPriority, anyDelayed = {}, {}, {}, false
local reply = {}
local nothingMore = {}
local refused = 0
-- Parents that may have nothing left to wait for: known only when all children of the call are attached.
local parents = {}
-- Two thousand looks take about two milliseconds. Only jobs that exist and have children themselves need any.
local looks = { left = 2000 }

for job = 1, count do
  local at = job * 5 - 3
  local name, data, opts, timestamp = ARGV[at + 1], ARGV[at + 2], ARGV[at + 3], ARGV[at + 4]
  local more = ARGV[at + 5] ~= '' and cjson.decode(ARGV[at + 5]) or nothingMore
  local id, delay, priority = more.id or '', more.delay or '0', more.priority or '0'
  local refusal = more.parentKey and seldom().parentRefusal(base, id, more.parentKey, looks) or 0
  lastId = lastId + 1
  local existed = refusal == 0 and id ~= '' and redis.call('EXISTS', base .. id) == 1
  if id == '' then
    id = string.format('%d', lastId)
  end
  local ownerId = not existed and more.deduplication and seldom().deduplicate(keys, base, more.deduplication, {
    id = id, name = name, data = data, opts = opts, timestamp = timestamp, delay = delay
  }, maxEvents)
  if more.release == '1' or (existed and more.parentKey and more.release ~= '0') then
    parents[more.parentKey] = more.parent
  end
  if refusal < 0 then
    lastId = lastId - 1
    refused = refused + 1
    reply[job] = refusal
  elseif existed then
    if more.parentKey then
      seldom().adoptJob(base, id, more.parentKey, more.parent, false)
    end
    redis.call('XADD', events, 'MAXLEN', '~', maxEvents, '*', 'event', 'duplicated', 'jobId', id)
    reply[job] = { id }
  elseif ownerId then
    reply[job] = { ownerId, 1 }
  else
    redis.call('HSET', base .. id, 'name', name, 'data', data, 'opts', opts, 'timestamp', timestamp, 'delay', delay,
      'priority', priority)
    if more.parentKey then
      redis.call('HSET', base .. id, 'parentKey', more.parentKey, 'parent', more.parent)
    end
    if more.deduplication then
      redis.call('HSET', base .. id, 'deid', more.deduplication.id)
    end
    redis.call('XADD', events, '*', 'event', 'added', 'jobId', id, 'name', name)
    if delay ~= '0' then
      local due = tonumber(timestamp) + tonumber(delay)
      redis.call('ZADD', keys.delayed, seldom().delayedScore(keys.delayed, due), id)
      if job < count then
        redis.call('XADD', events, '*', 'event', 'delayed', 'jobId', id, 'delay', due)
      else
        redis.call('XADD', events, 'MAXLEN', '~', maxEvents, '*', 'event', 'delayed', 'jobId', id, 'delay', due)
      end
      anyDelayed = true
    else
      if priority ~= '0' then
        byPriority[#byPriority + 1] = seldom().priorityScore(keys.pc, tonumber(priority))
        byPriority[#byPriority + 1] = id
      elseif more.lifo then
        atFront[#atFront + 1] = id
      else
        atEnd[#atEnd + 1] = id
      end
      -- The stream is cut once in a call.
      if job < count then
        redis.call('XADD', events, '*', 'event', 'waiting', 'jobId', id)
      else
        redis.call('XADD', events, 'MAXLEN', '~', maxEvents, '*', 'event', 'waiting', 'jobId', id)
      end
    end
    if more.parentKey then
      redis.call('SADD', more.parentKey .. ':dependencies', base .. id)
    end
    reply[job] = id
  end
end

if refused > 0 then
  redis.call('DECRBY', idKey, refused)
end
callInChunks('LPUSH', keys.wait, atEnd)
callInChunks('RPUSH', keys.wait, atFront)
callInChunks('ZADD', keys.prioritized, byPriority)
if #atEnd + #atFront + #byPriority > 0 then
  addBaseMarker(keys, meta)
end
if anyDelayed then
  seldom().addDelayMarker(keys)
end
for parentKey, parentJson in pairs(parents) do
  seldom().releaseIfDone(parentKey, parentJson)
end
return reply
