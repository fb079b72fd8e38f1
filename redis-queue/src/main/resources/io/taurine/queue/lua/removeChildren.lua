--[[
  Removes some children of a job whose tree is too large for one call. Each child goes with what hangs below it in one step;
  between calls the parent waits on for the others, so that whoever looks sees a smaller tree, and never half a job.

  Two bounds: one child's tree has at most limit jobs, and no further child is begun when budget jobs are gone. So one call
  removes no more than both together, at about 20 microseconds a job, and more where a long line has to be searched for it;
  the caller sends the rest again.

  KEYS[1]  meta       hash     settings of the queue; names the slot, is not read
  ARGV[1]  parentKey  string   full key of the parent
  ARGV[2]  kind       string   what the children are to it: dependencies, processed, failed or unsuccessful
  ARGV[3]  mode       string   'tree' removes them with all their children and forgets what the parent noted about them;
                               'awaited' removes those the parent still waits for with those that they wait for, but leaves
                               jobs that a worker holds and failed ones; 'alone' does so without looking below them
  ARGV[4]  limit      integer  most jobs in the tree of one child
  ARGV[5]  budget     integer  number of jobs after which no further child is begun
  ARGV[6]  leave      string   JSON array of full keys that are left wherever they are met: the jobs above
  ARGV[7]  children   string   JSON array of full keys

  returns  array  for each child from the first on that there was room for: 1 it is gone, 0 it was left, for mode tree because
                  a worker holds it or a child it waits for, 2 its tree is larger than limit
]]
--@include countAwaited
--@include removeAwaited
--@include removeJobTree
--@include surveyTree
local parentKey, kind, mode, limit = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local budget, children = tonumber(ARGV[5]), cjson.decode(ARGV[7])
local collection = parentKey .. ':' .. kind
local forget = { dependencies = 'SREM', processed = 'HDEL', failed = 'HDEL', unsuccessful = 'ZREM' }
local leave = { [parentKey] = true }
for _, key in ipairs(cjson.decode(ARGV[6])) do
  leave[key] = true
end

-- A table of its own for each child: what one tree met is no reason to leave it in another.
local function left()
  local copy = {}
  for key in pairs(leave) do
    copy[key] = true
  end
  return copy
end

local function removeTree(childKey)
  local found, size = 'LEFT', 0
  if not leave[childKey] then
    found, size = surveyTree(childKey, limit, leave)
  end
  if found == 'LOCKED' then
    return 0, 1
  elseif found == 'LARGE' then
    return 2, 1
  end
  local base, id = splitJobKey(childKey)
  if base and found == 'FREE' then
    removeJobTree(base, id, left())
  end
  redis.call(forget[kind], collection, childKey)
  return 1, size
end

local function removeOne(childKey)
  if mode == 'tree' then
    return removeTree(childKey)
  end
  if redis.call('SISMEMBER', collection, childKey) == 0 then
    return 0, 1
  end
  local below = 0
  if mode == 'awaited' then
    below = countAwaited(childKey, limit)
    if not below then
      return 2, 1
    end
  end
  return removeAwaited(childKey, left(), mode == 'awaited') and 1 or 0, 1 + below
end

local reply, done = {}, 0
for at, childKey in ipairs(children) do
  if done >= budget then
    break
  end
  local code, jobs = removeOne(childKey)
  reply[at], done = code, done + jobs
end
return reply
