--[[
  Changes the priority of a job; one that is in line moves to its new place.

  KEYS[1]  wait         list    ids in line, the right end is served first
  KEYS[2]  prioritized  zset    ids in line by priority
  KEYS[3]  active       list    ids held by workers
  KEYS[4]  pc           string  counter that orders equal priorities
  KEYS[5]  meta         hash    settings of the queue
  KEYS[6]  marker       zset    wakes sleeping workers
  KEYS[7]  delayed           zset  not due
  KEYS[8]  waiting-children  zset  parents waiting
  KEYS[9]  completed         zset  ended with a result
  KEYS[10] failed            zset  ended with an error
  ARGV[1]  base      string   prefix:queue:
  ARGV[2]  id        string   the job
  ARGV[3]  priority  integer  0 for none
  ARGV[4]  lifo      string   '1' puts it before its equals, else ''

  returns  integer  0, -1 no such job
]]
--@include addBaseMarker
--@include enqueue
--@include readMeta
--@include removeFromLine
local keys = { wait = KEYS[1], prioritized = KEYS[2], active = KEYS[3], pc = KEYS[4], marker = KEYS[6] }
local metaKey = KEYS[5]
local base, id, priority, lifo = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4] == '1'
local jobKey = base .. id

if redis.call('EXISTS', jobKey) == 0 then
  return -1
end

-- The line is searched last: it may be long.
local function takeFromLine()
  for _, elsewhere in ipairs({ KEYS[7], KEYS[8], KEYS[9], KEYS[10] }) do
    if redis.call('ZSCORE', elsewhere, id) then
      return false
    end
  end
  return not redis.call('LPOS', keys.active, id) and removeFromLine(keys.wait, base, id)
end

if redis.call('ZREM', keys.prioritized, id) > 0 or takeFromLine() then
  if priority > 0 and lifo then
    redis.call('ZADD', keys.prioritized, priority * 4294967296, id)
  else
    enqueue(keys, id, priority, lifo)
    addBaseMarker(keys, readMeta(metaKey))
  end
end
redis.call('HSET', jobKey, 'priority', priority)
return 0
