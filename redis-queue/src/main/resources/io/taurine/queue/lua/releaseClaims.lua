--[[
  Puts jobs back to the front of the line that a claim took for a worker which never got the reply. They are found by the
  token of that claim among the most recently claimed.

  KEYS[1]  active       list    ids held by workers, the left end was claimed last
  KEYS[2]  wait         list    ids in line, the right end is served first
  KEYS[3]  prioritized  zset    ids in line by priority
  KEYS[4]  meta         hash    settings of the queue
  KEYS[5]  marker       zset    wakes sleeping workers
  KEYS[6]  events       stream  what happened
  KEYS[7]  stalled      set     ids that showed no sign of life since the last check
  ARGV[1]  base   string   prefix:queue:
  ARGV[2]  token  string   value of the locks
  ARGV[3]  limit  integer  most active jobs to look at

  returns  array  ids put back
]]
--@include addBaseMarker
--@include readMeta
local keys = { active = KEYS[1], wait = KEYS[2], prioritized = KEYS[3], marker = KEYS[5], events = KEYS[6] }
local metaKey, stalledKey = KEYS[4], KEYS[7]
local base, token, limit = ARGV[1], ARGV[2], tonumber(ARGV[3])

local meta = readMeta(metaKey)
local released = {}
for _, id in ipairs(redis.call('LRANGE', keys.active, 0, limit - 1)) do
  local jobKey = base .. id
  if redis.call('GET', jobKey .. ':lock') == token then
    redis.call('LREM', keys.active, 1, id)
    redis.call('DEL', jobKey .. ':lock')
    redis.call('SREM', stalledKey, id)
    local priority = tonumber(redis.call('HGET', jobKey, 'priority') or '0') or 0
    if priority > 0 then
      redis.call('ZADD', keys.prioritized, priority * 4294967296, id)
    else
      redis.call('RPUSH', keys.wait, id)
    end
    redis.call('XADD', keys.events, 'MAXLEN', '~', meta.maxEvents, '*', 'event', 'waiting', 'jobId', id, 'prev', 'active')
    released[#released + 1] = id
  end
end
if #released > 0 then
  addBaseMarker(keys, meta)
end
return released
