--[[
  Puts jobs whose worker went silent back in line, and notes which active jobs have to show a sign of life until the next
  check. Does nothing when another worker checked within the interval.

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

  returns  array  ids put back in line
]]
--@include addBaseMarker
--@include callInChunks
--@include isLegacyMarker
--@include nowMillis
--@include readMeta
local stalledKey, checkKey = KEYS[1], KEYS[4]
local keys = { wait = KEYS[2], active = KEYS[3], marker = KEYS[6], events = KEYS[7] }
local base, maxStalledCount, intervalMillis = ARGV[1], tonumber(ARGV[3]), ARGV[4]

if not redis.call('SET', checkKey, nowMillis(ARGV[2]), 'NX', 'PX', intervalMillis) then
  return {}
end
local meta = readMeta(KEYS[5])
redis.call('XTRIM', keys.events, 'MAXLEN', '~', meta.maxEvents)

local recovered = {}
local suspects = redis.call('SMEMBERS', stalledKey)
redis.call('DEL', stalledKey)
for _, id in ipairs(suspects) do
  local jobKey = base .. id
  if isLegacyMarker(id) then
    redis.call('LREM', keys.active, 1, id)
  elseif redis.call('EXISTS', jobKey .. ':lock') == 0 and redis.call('LREM', keys.active, 1, id) > 0 then
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
if #recovered > 0 then
  addBaseMarker(keys, meta)
end
callInChunks('SADD', stalledKey, redis.call('LRANGE', keys.active, 0, -1))
return recovered
