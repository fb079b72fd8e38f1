--[[
  Puts an active job that no worker holds back to the front of the line, as a worker's check for silent ones does.

  KEYS[1]  active         list    ids held by workers
  KEYS[2]  wait           list    ids in line, the right end is served first
  KEYS[3]  stalled        set     ids that showed no sign of life
  KEYS[4]  stalled-check  string  exists while the last check is younger than its interval
  KEYS[5]  meta           hash    settings of the queue
  KEYS[6]  marker         zset    wakes sleeping workers
  KEYS[7]  events         stream  what happened
  ARGV[1]  base  string  prefix:queue:
  ARGV[2]  id    string  the job

  returns  integer  1 done, 0 nothing to do: it is held, gone, or somebody checks
]]
--@include addBaseMarker
--@include readMeta
local keys = { active = KEYS[1], wait = KEYS[2], marker = KEYS[6] }
local eventsKey, base, id = KEYS[7], ARGV[1], ARGV[2]
local jobKey = base .. id

if redis.call('EXISTS', jobKey .. ':lock', KEYS[4]) > 0 or redis.call('EXISTS', jobKey) == 0
  or redis.call('LREM', keys.active, -1, id) == 0 then
  return 0
end
redis.call('SREM', KEYS[3], id)
redis.call('HINCRBY', jobKey, 'stc', 1)
redis.call('RPUSH', keys.wait, id)
redis.call('XADD', eventsKey, '*', 'event', 'waiting', 'jobId', id, 'prev', 'active')
redis.call('XADD', eventsKey, '*', 'event', 'stalled', 'jobId', id)
addBaseMarker(keys, readMeta(KEYS[5]))
return 1
