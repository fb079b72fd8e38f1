--[[
  Looks at a job scheduler together with the run it made last.

  KEYS[1]  repeat            zset  job schedulers, score is the slot of the run made last, in ms
  KEYS[2]  delayed           zset  ids that are not due
  KEYS[3]  prioritized       zset  ids in line by priority
  KEYS[4]  waiting-children  zset  parents waiting
  KEYS[5]  active            list  ids held by workers
  KEYS[6]  wait              list  ids in line
  KEYS[7]  paused            list  ids that BullMQ 5 put aside
  ARGV[1]  base       string  prefix:queue:
  ARGV[2]  scheduler  string  its id

  returns  array  empty when there is no such scheduler, else { slot in ms, 1 when its last run has still to end or 0,
                  options of that run as JSON or '', field, value … of its record }
]]
--@include schedulerRunId
local base, schedulerId = ARGV[1], ARGV[2]
local slot = redis.call('ZSCORE', KEYS[1], schedulerId)
if not slot then
  return {}
end
local id = schedulerRunId(schedulerId, tonumber(slot))
local opts = redis.call('HGET', base .. id, 'opts')
local isLive = opts and (redis.call('ZSCORE', KEYS[2], id) or redis.call('ZSCORE', KEYS[3], id)
  or redis.call('ZSCORE', KEYS[4], id) or redis.call('LPOS', KEYS[5], id) or redis.call('LPOS', KEYS[6], id)
  or redis.call('LPOS', KEYS[7], id))
return { slot, isLive and 1 or 0, opts or '', unpack(redis.call('HGETALL', base .. 'repeat:' .. schedulerId)) }
