--[[
  Removes the lock of a job that is not active, and gives that of an active one an end where it has none.

  KEYS[1]  active  list  ids held by workers
  ARGV[1]  base    string   prefix:queue:
  ARGV[2]  id      string   the job
  ARGV[3]  millis  integer  how long the lock of an active job lasts from now

  returns  integer  1 done, 0 nothing to do
]]
local activeKey, lockKey, id = KEYS[1], ARGV[1] .. ARGV[2] .. ':lock', ARGV[2]

if redis.call('LPOS', activeKey, id) then
  return redis.call('PTTL', lockKey) == -1 and redis.call('PEXPIRE', lockKey, ARGV[3]) or 0
end
return redis.call('DEL', lockKey)
