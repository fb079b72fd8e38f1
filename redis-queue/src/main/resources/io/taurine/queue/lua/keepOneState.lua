--[[
  Takes a job that several states list, or one of them twice, out of all but one. A worker that holds it decides, then the end
  that its hash tells of; of a job that has not ended the state stays that is nearest to its run.

  KEYS[1]  completed         zset  ended with a result
  KEYS[2]  failed            zset  ended with an error
  KEYS[3]  delayed           zset  not due
  KEYS[4]  prioritized       zset  in line by priority
  KEYS[5]  waiting-children  zset  parents waiting
  KEYS[6]  active            list  held by workers
  KEYS[7]  wait              list  in line, the right end is served first
  KEYS[8]  paused            list  put aside by BullMQ 5
  ARGV[1]  base  string  prefix:queue:
  ARGV[2]  id    string  the job

  returns  integer  1 done, 0 nothing to do, -1 what is stored does not tell where it belongs
]]
--@include nearerEnd
local base, id = ARGV[1], ARGV[2]
local jobKey = base .. id
local sets = {
  completed = KEYS[1], failed = KEYS[2], delayed = KEYS[3], prioritized = KEYS[4], ['waiting-children'] = KEYS[5]
}
local lists = { active = KEYS[6], wait = KEYS[7], paused = KEYS[8] }

local stored = redis.call('HMGET', jobKey, 'timestamp', 'finishedOn')
if not stored[1] then
  return 0
end
local scores, counts, listed = {}, {}, 0
for name, key in pairs(sets) do
  scores[name] = tonumber(redis.call('ZSCORE', key, id) or nil)
  listed = listed + (scores[name] and 1 or 0)
end
for name, key in pairs(lists) do
  counts[name] = #redis.call('LPOS', key, id, 'RANK', nearerEnd(key, base, id), 'COUNT', 2)
  listed = listed + counts[name]
end
if listed < 2 then
  return 0
end

local function choose()
  if counts.active > 0 and redis.call('EXISTS', jobKey .. ':lock') == 1 then
    return 'active'
  end
  local finishedOn = tonumber(stored[2])
  if finishedOn then
    local completed, failed = scores.completed == finishedOn, scores.failed == finishedOn
    if completed and (not failed or redis.call('HEXISTS', jobKey, 'returnvalue') == 1) then
      return 'completed'
    end
    return failed and 'failed' or nil
  end
  if scores['waiting-children'] and redis.call('EXISTS', jobKey .. ':dependencies') == 1 then
    return 'waiting-children'
  end
  for _, name in ipairs({ 'active', 'wait', 'paused' }) do
    if counts[name] > 0 then
      return name
    end
  end
  for _, name in ipairs({ 'prioritized', 'delayed', 'waiting-children' }) do
    if scores[name] then
      return name
    end
  end
  return nil
end

local kept = choose()
if not kept then
  return -1
end
for name, key in pairs(sets) do
  if name ~= kept and scores[name] then
    redis.call('ZREM', key, id)
  end
end
for name, key in pairs(lists) do
  if counts[name] > 0 and name ~= kept then
    redis.call('LREM', key, 0, id)
  elseif counts[name] > 1 then
    -- Which of the places was the right one nobody knows.
    redis.call('LREM', key, 0, id)
    redis.call('RPUSH', key, id)
  end
end
return 1
