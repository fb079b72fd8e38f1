--[[
  Frees the deduplication id of a job, if the job owns it; what waits for its end to become the next job stays.

  KEYS[1]  meta  hash    settings of the queue; names the slot, is not read
  ARGV[1]  base  string  prefix:queue:
  ARGV[2]  id    string  the job

  returns  integer  1 freed, 0 it owns none, -1 no such job
]]
local base, id = ARGV[1], ARGV[2]
local jobKey = base .. id

if redis.call('EXISTS', jobKey) == 0 then
  return -1
end
local deduplicationId = redis.call('HGET', jobKey, 'deid')
if not deduplicationId or redis.call('GET', base .. 'de:' .. deduplicationId) ~= id then
  return 0
end
return redis.call('DEL', base .. 'de:' .. deduplicationId)
