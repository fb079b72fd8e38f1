--[[
  Says where a job is.

  KEYS[1]  completed         zset  ended with a result
  KEYS[2]  failed            zset  ended with an error
  KEYS[3]  delayed           zset  not due
  KEYS[4]  prioritized       zset  in line by priority
  KEYS[5]  active            list  held by workers
  KEYS[6]  wait              list  in line
  KEYS[7]  paused            list  put aside by BullMQ 5
  KEYS[8]  waiting-children  zset  parents waiting
  ARGV[1]  id  string  the job

  returns  string  the state's name in BullMQ's API, or unknown
]]
local id = ARGV[1]
if redis.call('ZSCORE', KEYS[1], id) then return 'completed' end
if redis.call('ZSCORE', KEYS[2], id) then return 'failed' end
if redis.call('ZSCORE', KEYS[3], id) then return 'delayed' end
if redis.call('ZSCORE', KEYS[4], id) then return 'prioritized' end
if redis.call('LPOS', KEYS[5], id) then return 'active' end
if redis.call('LPOS', KEYS[6], id) then return 'waiting' end
if redis.call('LPOS', KEYS[7], id) then return 'waiting' end
if redis.call('ZSCORE', KEYS[8], id) then return 'waiting-children' end
return 'unknown'
