--[[
  Says where a job is, unless that takes a long look through the line.

  KEYS[1]  completed         zset  ended with a result
  KEYS[2]  failed            zset  ended with an error
  KEYS[3]  delayed           zset  not due
  KEYS[4]  prioritized       zset  in line by priority
  KEYS[5]  active            list  held by workers
  KEYS[6]  wait              list  in line
  KEYS[7]  paused            list  put aside by BullMQ 5
  KEYS[8]  waiting-children  zset  parents waiting
  ARGV[1]  id    string   the job
  ARGV[2]  look  integer  how far to look into the line from either end: 25000 take about half a millisecond

  returns  string  the state's name in BullMQ's API, unknown, or 'perhaps in line' when the line is longer than that
]]
local id, look = ARGV[1], tonumber(ARGV[2])
if redis.call('ZSCORE', KEYS[1], id) then return 'completed' end
if redis.call('ZSCORE', KEYS[2], id) then return 'failed' end
if redis.call('ZSCORE', KEYS[3], id) then return 'delayed' end
if redis.call('ZSCORE', KEYS[4], id) then return 'prioritized' end
if redis.call('ZSCORE', KEYS[8], id) then return 'waiting-children' end
if redis.call('LPOS', KEYS[5], id) then return 'active' end
local state = 'unknown'
for _, line in ipairs({ KEYS[6], KEYS[7] }) do
  local length = redis.call('LLEN', line)
  if redis.call('LPOS', line, id, 'RANK', -1, 'MAXLEN', look)
    or (length > look and redis.call('LPOS', line, id, 'MAXLEN', look)) then
    return 'waiting'
  end
  if length > 2 * look then
    state = 'perhaps in line'
  end
end
return state
