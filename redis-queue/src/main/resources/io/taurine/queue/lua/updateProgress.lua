--[[
  Stores the progress of a job and tells it.

  KEYS[1]  meta    hash    settings of the queue
  KEYS[2]  events  stream  what happened
  ARGV[1]  base      string  prefix:queue:
  ARGV[2]  id        string  the job
  ARGV[3]  progress  string  JSON

  returns  integer  0, -1 no such job
]]
--@include readMeta
local metaKey, eventsKey = KEYS[1], KEYS[2]
local base, id, progress = ARGV[1], ARGV[2], ARGV[3]
if redis.call('EXISTS', base .. id) == 0 then
  return -1
end
redis.call('HSET', base .. id, 'progress', progress)
redis.call('XADD', eventsKey, 'MAXLEN', '~', readMeta(metaKey).maxEvents, '*', 'event', 'progress', 'jobId', id,
  'data', progress)
return 0
