--[[
  Puts jobs whose worker went silent back in line, and notes which active jobs have to show a sign of life until the next
  check. Does nothing when another worker checked within the interval.

  A bounded number of jobs in one call, whoever left how many: some suspects at a time leave the set and are judged, then a
  page of the active jobs at a time becomes suspect. What the caller leaves undone, the next check does: suspects that were
  not judged stay in the set, jobs that were not noted, or slipped past between two pages, are an interval later.

  KEYS[1]  stalled        set     ids that showed no sign of life since the last check
  KEYS[2]  wait           list    ids in line, the right end is served first
  KEYS[3]  active         list    ids held by workers
  KEYS[4]  stalled-check  string  exists while the last check is younger than the interval
  KEYS[5]  meta           hash    settings of the queue
  KEYS[6]  marker         zset    wakes sleeping workers
  KEYS[7]  events         stream  what happened
  ARGV[1]  base               string   prefix:queue:
  ARGV[2]  now                integer  ms, or '' for Redis's clock
  ARGV[3]  maxStalledCount    integer  recoveries a job survives
  ARGV[4]  intervalMillis     integer  time between two checks
  ARGV[5]  step               string   '' to begin, then what the last call returned

  returns  array  { ids put back in line, '' when done, or the step for which to call again }
]]
--@include addBaseMarker
--@include callInChunks
--@include isLegacyMarker
--@include nowMillis
--@include readMeta
local stalledKey, checkKey = KEYS[1], KEYS[4]
local keys = { wait = KEYS[2], active = KEYS[3], marker = KEYS[6], events = KEYS[7] }
local base, maxStalledCount, intervalMillis, step = ARGV[1], tonumber(ARGV[3]), ARGV[4], ARGV[5]
-- A recovery takes about 20 microseconds, and more where it has to be searched for among thousands of active jobs.
local suspectsAtOnce, activeAtOnce = 50, 2000

local meta = readMeta(KEYS[5])
if step == '' then
  if not redis.call('SET', checkKey, nowMillis(ARGV[2]), 'NX', 'PX', intervalMillis) then
    return { {}, '' }
  end
  redis.call('XTRIM', keys.events, 'MAXLEN', '~', meta.maxEvents)
  step = 'suspects'
end

local recovered = {}

local function judge(id)
  local jobKey = base .. id
  if isLegacyMarker(id) then
    redis.call('LREM', keys.active, -1, id)
  elseif redis.call('EXISTS', jobKey .. ':lock') == 0 and redis.call('LREM', keys.active, -1, id) > 0 then
    -- An active id without a hash is nobody's job: it is dropped rather than made a ghost.
    if redis.call('EXISTS', jobKey) == 1 then
      local stalledCount = redis.call('HINCRBY', jobKey, 'stc', 1)
      local schedulerId = redis.call('HGET', jobKey, 'rjk')
      local scheduled = schedulerId and (redis.call('EXISTS', base .. 'repeat:' .. schedulerId) == 1
        or redis.call('ZSCORE', base .. 'repeat', schedulerId))
      if stalledCount > maxStalledCount and not scheduled then
        redis.call('HSET', jobKey, 'defa', 'job stalled more than allowable limit')
      end
      redis.call('RPUSH', keys.wait, id)
      redis.call('XADD', keys.events, '*', 'event', 'waiting', 'jobId', id, 'prev', 'active')
      redis.call('XADD', keys.events, '*', 'event', 'stalled', 'jobId', id)
      recovered[#recovered + 1] = id
    end
  end
end

if step == 'suspects' then
  for _, id in ipairs(redis.call('SPOP', stalledKey, suspectsAtOnce)) do
    judge(id)
  end
  if #recovered > 0 then
    addBaseMarker(keys, meta)
  end
  if redis.call('EXISTS', stalledKey) == 1 then
    return { recovered, 'suspects' }
  end
  step = '0'
end

local from = tonumber(step)
local page = redis.call('LRANGE', keys.active, -from - activeAtOnce, -from - 1)
callInChunks('SADD', stalledKey, page)
return { recovered, #page == activeAtOnce and tostring(from + activeAtOnce) or '' }
