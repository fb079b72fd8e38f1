--[[
  Removes a job, with its children if wanted, from whatever state it is in, all at once as BullMQ does it.

  A job costs about 20 microseconds, and more where a long line has to be searched for it; the limit keeps a call at a few
  milliseconds. A larger tree is not touched: removeChildren makes it smaller first.

  KEYS[1]  meta   hash     settings of the queue; names the slot, is not read
  ARGV[1]  base   string   prefix:queue:
  ARGV[2]  id     string   the job
  ARGV[3]  tree   string   '1' removes its children too, wherever they are; '' leaves them without a parent
  ARGV[4]  limit  integer  most jobs in the tree, itself included

  returns  integer  1 removed, 0 locked by a worker (or a child of it is), -1 no such job, -8 it is the next run of a
                    job scheduler, -52 the tree is larger than limit
]]
--@include isSchedulerRun
--@include removeJobAlone
--@include removeJobTree
--@include surveyTree
local base, id = ARGV[1], ARGV[2]
local jobKey = base .. id
if isSchedulerRun(base, id, redis.call('HGET', jobKey, 'rjk')) then
  return -8
end
if ARGV[3] == '1' then
  local found = surveyTree(jobKey, tonumber(ARGV[4]), {})
  if found ~= 'FREE' then
    return found == 'LOCKED' and 0 or -52
  end
  return removeJobTree(base, id, {}) > 0 and 1 or -1
end
if redis.call('EXISTS', jobKey .. ':lock') == 1 then
  return 0
end
return removeJobAlone(base, id) > 0 and 1 or -1
