--[[
  Removes the children that a job still waits for, with those that they wait for, all at once as BullMQ does it. Left are
  jobs that a worker holds, jobs that have failed, and whatever has ended.

  A job costs about 20 microseconds, and more where a long line has to be searched for it; the limit keeps a call at a few
  milliseconds. A larger tree is not touched: removeChildren takes it page by page.

  KEYS[1]  meta   hash     settings of the queue; names the slot, is not read
  ARGV[1]  base   string   prefix:queue:
  ARGV[2]  id     string   the parent
  ARGV[3]  limit  integer  most jobs below the parent

  returns  integer  how many direct children were removed; -1 no such job, -52 there are more than limit, none was removed
]]
--@include countAwaited
--@include removeAwaited
local parentKey, limit = ARGV[1] .. ARGV[2], tonumber(ARGV[3])
if redis.call('EXISTS', parentKey) == 0 then
  return -1
end
if not countAwaited(parentKey, limit) then
  return -52
end
local seen, removed = { [parentKey] = true }, 0
for _, childKey in ipairs(redis.call('SMEMBERS', parentKey .. ':dependencies')) do
  if removeAwaited(childKey, seen, true) then
    removed = removed + 1
  end
end
return removed
