--[[
  Replaces the payload of a job.

  KEYS[1]  meta  hash    settings of the queue; names the slot, is not read
  ARGV[1]  base  string  prefix:queue:
  ARGV[2]  id    string  the job
  ARGV[3]  data  string  JSON

  returns  integer  0, -1 no such job
]]
local base, id, data = ARGV[1], ARGV[2], ARGV[3]
if redis.call('EXISTS', base .. id) == 0 then
  return -1
end
redis.call('HSET', base .. id, 'data', data)
return 0
