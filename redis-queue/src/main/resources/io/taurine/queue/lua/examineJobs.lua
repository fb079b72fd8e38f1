--[[
  Tells of some jobs where each is and what is stored about it, all as of one moment. Changes nothing.

  A search of a list takes a microsecond for fifty ids; the script stops when it has searched through 40000.

  KEYS[1]   completed         zset    ended with a result
  KEYS[2]   failed            zset    ended with an error
  KEYS[3]   delayed           zset    not due
  KEYS[4]   prioritized       zset    in line by priority
  KEYS[5]   waiting-children  zset    parents waiting
  KEYS[6]   active            list    held by workers
  KEYS[7]   wait              list    in line
  KEYS[8]   paused            list    put aside by BullMQ 5
  KEYS[9]   id                string  last automatic id
  KEYS[10]  pc                string  counter that orders equal priorities
  KEYS[11]  stalled-check     string  exists while the last check for silent workers is younger than its interval
  ARGV[1]  base  string   prefix:queue:
  ARGV[2]  look  integer  how far to look into the line from either end; 0 to leave it unseen
           the ids follow

  returns  array  { now in ms, last automatic id, pc, '1' while somebody looks for silent workers, report, … }, a report for
                  each of the first ids, fewer than asked for when their searches took long. A report: { id, type of its key,
                  states that list it, '1' when some of the line was not seen, ms its lock still lasts (-1 for ever, -2 none),
                  score in delayed, score in prioritized, number of children it waits for, '1' when its parent does not know
                  it, keys that are there although the job is not, '1' with data, '1' with a result, '1' with a reason, name,
                  opts, timestamp, delay, priority, parentKey, rjk, deid, processedOn, finishedOn, ats, atm, stc }.
                  What is absent is ''.
]]
--@include nowMillis
local sets = {
  { 'completed', KEYS[1] }, { 'failed', KEYS[2] }, { 'delayed', KEYS[3] }, { 'prioritized', KEYS[4] },
  { 'waiting-children', KEYS[5] }
}
local activeKey = KEYS[6]
local lines = { { 'wait', KEYS[7] }, { 'paused', KEYS[8] } }
local base, look = ARGV[1], tonumber(ARGV[2])
local budget = 40000

local activeLength = redis.call('LLEN', activeKey)
for _, line in ipairs(lines) do
  line[3] = redis.call('LLEN', line[2])
end

local function searchActive(id, places)
  budget = budget - activeLength
  local unseen = activeLength > 50000
  for _ = 1, #redis.call('LPOS', activeKey, id, 'COUNT', 2, 'MAXLEN', 50000) do
    places[#places + 1] = 'active'
  end
  return unseen
end

-- Both ends of a line: a job that is listed twice may be at each of them.
local function searchLine(name, key, length, id, places)
  if length == 0 then
    return false
  end
  if look == 0 then
    return true
  end
  budget = budget - math.min(length, 2 * look)
  local found, count = {}, 0
  for _, rank in ipairs({ -1, 1 }) do
    if rank == -1 or length > look then
      for _, position in ipairs(redis.call('LPOS', key, id, 'RANK', rank, 'COUNT', 2, 'MAXLEN', look)) do
        if not found[position] then
          found[position], count = true, count + 1
        end
      end
    end
  end
  for _ = 1, math.min(count, 2) do
    places[#places + 1] = name
  end
  return length > 2 * look and count < 2
end

local kinds = { logs = 'list', dependencies = 'set', processed = 'hash', failed = 'hash', unsuccessful = 'zset' }

local function leftovers(jobKey)
  local left = {}
  for _, suffix in ipairs({ 'logs', 'dependencies', 'processed', 'failed', 'unsuccessful' }) do
    local key = jobKey .. ':' .. suffix
    -- Ids may have colons: what has a timestamp is a job of its own.
    if redis.call('TYPE', key).ok == kinds[suffix]
      and (kinds[suffix] ~= 'hash' or redis.call('HEXISTS', key, 'timestamp') == 0) then
      left[#left + 1] = suffix
    end
  end
  return table.concat(left, ',')
end

--[[
  A child that was never run is noted at its parent, be that one waiting or ended by now. A parent that is younger than its
  child is another job, which took over the id.
]]
local function isUnknownToParent(jobKey, parentKey, timestamp)
  if redis.call('TYPE', parentKey).ok ~= 'hash' then
    return false
  end
  local parentsTimestamp = tonumber(redis.call('HGET', parentKey, 'timestamp') or nil)
  return parentsTimestamp and tonumber(timestamp) and parentsTimestamp <= tonumber(timestamp)
    and redis.call('SISMEMBER', parentKey .. ':dependencies', jobKey) == 0
    and redis.call('HEXISTS', parentKey .. ':processed', jobKey) == 0
    and redis.call('HEXISTS', parentKey .. ':failed', jobKey) == 0
    and not redis.call('ZSCORE', parentKey .. ':unsuccessful', jobKey)
end

local function report(id)
  local jobKey = base .. id
  local kind = redis.call('TYPE', jobKey).ok
  local places, scores = {}, {}
  for _, set in ipairs(sets) do
    local score = redis.call('ZSCORE', set[2], id)
    if score then
      places[#places + 1] = set[1]
      scores[set[1]] = score
    end
  end
  local unseen = searchActive(id, places)
  for _, line in ipairs(lines) do
    unseen = searchLine(line[1], line[2], line[3], id, places) or unseen
  end
  local told = {
    id, kind, table.concat(places, ','), unseen and '1' or '', tostring(redis.call('PTTL', jobKey .. ':lock')),
    scores.delayed or '', scores.prioritized or '', '', '', '', '', '', ''
  }
  local stored = {}
  if kind == 'hash' then
    if scores['waiting-children'] then
      told[8] = tostring(redis.call('SCARD', jobKey .. ':dependencies'))
    end
    told[11] = redis.call('HEXISTS', jobKey, 'data') == 1 and '1' or ''
    told[12] = redis.call('HEXISTS', jobKey, 'returnvalue') == 1 and '1' or ''
    told[13] = redis.call('HEXISTS', jobKey, 'failedReason') == 1 and '1' or ''
    stored = redis.call('HMGET', jobKey, 'name', 'opts', 'timestamp', 'delay', 'priority', 'parentKey', 'rjk', 'deid',
      'processedOn', 'finishedOn', 'ats', 'atm', 'stc')
    if stored[6] and not stored[9] and not stored[12] and isUnknownToParent(jobKey, stored[6], stored[3]) then
      told[9] = '1'
    end
  else
    told[10] = leftovers(jobKey)
  end
  for i = 1, 13 do
    told[13 + i] = stored[i] or ''
  end
  return told
end

local reply = {
  string.format('%.0f', nowMillis('')), redis.call('GET', KEYS[9]) or '', redis.call('GET', KEYS[10]) or '',
  redis.call('EXISTS', KEYS[11]) == 1 and '1' or ''
}
for i = 3, #ARGV do
  if budget <= 0 then
    break
  end
  reply[#reply + 1] = report(ARGV[i])
end
return reply
