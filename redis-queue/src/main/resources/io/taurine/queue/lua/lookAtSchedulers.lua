--[[
  Looks at some job schedulers, each together with the run that it made last.

  KEYS[1]  repeat     zset  job schedulers, score is the slot of the run made last, in ms
  KEYS[2]  completed  zset  ended with a result
  KEYS[3]  failed     zset  ended with an error
  ARGV[1]   base  string  prefix:queue:
  ARGV[2…]  ids   string  of the schedulers, a few hundred

  returns  array  for each id: slot in ms or '' when there is no such scheduler, runs made, '1' when its last run is still to
                  come or runs, else ''
]]
--@include schedulerRunId
local base = ARGV[1]
local reply = {}
for i = 2, #ARGV do
  local schedulerId, at = ARGV[i], #reply
  local slot = redis.call('ZSCORE', KEYS[1], schedulerId)
  reply[at + 1], reply[at + 2], reply[at + 3] = slot or '', '0', ''
  if slot then
    local runId = schedulerRunId(schedulerId, tonumber(slot))
    reply[at + 2] = redis.call('HGET', base .. 'repeat:' .. schedulerId, 'ic') or '0'
    if redis.call('HEXISTS', base .. runId, 'timestamp') == 1 and not redis.call('ZSCORE', KEYS[2], runId)
      and not redis.call('ZSCORE', KEYS[3], runId) then
      reply[at + 3] = '1'
    end
  end
end
return reply
