--[[
  Says whether and how a job ended.

  KEYS[1]  completed  zset  ended with a result
  KEYS[2]  failed     zset  ended with an error
  ARGV[1]  base  string  prefix:queue:
  ARGV[2]  id    string  the job

  returns  array  { 0 } not finished, { 1, result JSON }, { 2, failed reason }, { -1 } no such job
]]
local completedKey, failedKey = KEYS[1], KEYS[2]
local base, id = ARGV[1], ARGV[2]
if redis.call('EXISTS', base .. id) == 0 then
  return { -1 }
end
if redis.call('ZSCORE', completedKey, id) then
  return { 1, redis.call('HGET', base .. id, 'returnvalue') or 'null' }
end
if redis.call('ZSCORE', failedKey, id) then
  return { 2, redis.call('HGET', base .. id, 'failedReason') or '' }
end
return { 0 }
