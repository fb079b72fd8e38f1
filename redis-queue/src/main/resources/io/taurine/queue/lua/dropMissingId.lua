--[[
  Takes an id out of every state that lists it, if there is no such job and no worker runs it.

  KEYS[1]  active   list  ids held by workers
  KEYS[2]  stalled  set   ids that showed no sign of life
  ARGV[1]  base  string  prefix:queue:
  ARGV[2]  id    string  the job that is not there

  returns  integer  1 done, 0 nothing to do
]]
--@include removeFromLine
local activeKey, stalledKey, base, id = KEYS[1], KEYS[2], ARGV[1], ARGV[2]
local jobKey = base .. id

if redis.call('EXISTS', jobKey) == 1
  or (redis.call('EXISTS', jobKey .. ':lock') == 1 and redis.call('LPOS', activeKey, id)) then
  return 0
end
local removed = redis.call('LREM', activeKey, 0, id)
redis.call('SREM', stalledKey, id)
for _, state in ipairs({ 'completed', 'failed', 'delayed', 'prioritized', 'waiting-children' }) do
  removed = removed + redis.call('ZREM', base .. state, id)
end
for _, state in ipairs({ 'wait', 'paused' }) do
  if removeFromLine(base .. state, base, id) then
    removed = removed + 1
  end
end
return removed > 0 and 1 or 0
