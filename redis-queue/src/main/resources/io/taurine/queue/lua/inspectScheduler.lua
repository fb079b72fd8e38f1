--[[
  Looks at a job scheduler together with the run it made last. A run that is in no set may still be in line; that line may be
  too long to be searched here.

  KEYS[1]  repeat            zset  job schedulers, score is the slot of the run made last, in ms
  KEYS[2]  delayed           zset  ids that are not due
  KEYS[3]  prioritized       zset  ids in line by priority
  KEYS[4]  waiting-children  zset  parents waiting
  KEYS[5]  completed         zset  ended with a result
  KEYS[6]  failed            zset  ended with an error
  KEYS[7]  active            list  ids held by workers
  ARGV[1]  base       string  prefix:queue:
  ARGV[2]  scheduler  string  its id

  returns  array  empty when there is no such scheduler, else { slot in ms, where its last run is: 'pending', 'gone' or
                  'perhaps in line', a text that changes when that run moves, options of that run as JSON or '',
                  field, value … of its record }
]]
--@include jobTrace
--@include schedulerRunId
local base, schedulerId = ARGV[1], ARGV[2]
local slot = redis.call('ZSCORE', KEYS[1], schedulerId)
if not slot then
  return {}
end
local id = schedulerRunId(schedulerId, tonumber(slot))
local opts = redis.call('HGET', base .. id, 'opts')
local place = 'perhaps in line'
if not opts or redis.call('ZSCORE', KEYS[5], id) or redis.call('ZSCORE', KEYS[6], id) then
  place = 'gone'
elseif redis.call('ZSCORE', KEYS[2], id) or redis.call('ZSCORE', KEYS[3], id) or redis.call('ZSCORE', KEYS[4], id)
  or redis.call('LPOS', KEYS[7], id) then
  place = 'pending'
end
return { slot, place, jobTrace(base .. id), opts or '', unpack(redis.call('HGETALL', base .. 'repeat:' .. schedulerId)) }
