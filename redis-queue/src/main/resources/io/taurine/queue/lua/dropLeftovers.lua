--[[
  Deletes the logs and the notes about children of a job that is gone.

  KEYS[1]  meta  hash  settings of the queue; names the slot, is not read
  ARGV[1]  base  string  prefix:queue:
  ARGV[2]  id    string  the job that is not there

  returns  integer  1 done, 0 nothing to do
]]
--@include deleteJobKeys
local jobKey = ARGV[1] .. ARGV[2]
return redis.call('EXISTS', jobKey) == 0 and deleteJobKeys(jobKey) > 0 and 1 or 0
