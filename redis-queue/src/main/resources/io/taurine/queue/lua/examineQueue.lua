--[[
  Tells how the queue as a whole is at one moment. Changes nothing.

  KEYS[1]   meta              hash    settings of the queue
  KEYS[2]   wait              list    ids in line, the right end is served first
  KEYS[3]   paused            list    ids that BullMQ 5 put aside
  KEYS[4]   active            list    ids held by workers
  KEYS[5]   prioritized       zset    ids in line by priority
  KEYS[6]   delayed           zset    ids that are not due
  KEYS[7]   completed         zset    ended with a result
  KEYS[8]   failed            zset    ended with an error
  KEYS[9]   waiting-children  zset    parents waiting
  KEYS[10]  repeat            zset    job schedulers
  KEYS[11]  marker            zset    wakes sleeping workers
  KEYS[12]  stalled           set     ids that showed no sign of life
  KEYS[13]  events            stream  what happened
  KEYS[14]  id                string  last automatic id
  KEYS[15]  pc                string  counter that orders equal priorities
  KEYS[16]  limiter           string  jobs started in the current rate window
  KEYS[17]  stalled-check     string  exists while the last check for silent workers is younger than its interval

  returns  array  { types of KEYS[1] to KEYS[17], separated by commas }, and if none of them is wrong also: paused, concurrency, max,
                  duration as stored or '', number of ids in wait, paused and active, the id to be served next or '', '1' with
                  a marker, ms that limiter and stalled-check still last (-1 for ever, -2 none)
]]
local kinds = {
  { KEYS[1], 'hash' }, { KEYS[2], 'list' }, { KEYS[3], 'list' }, { KEYS[4], 'list' }, { KEYS[5], 'zset' },
  { KEYS[6], 'zset' }, { KEYS[7], 'zset' }, { KEYS[8], 'zset' }, { KEYS[9], 'zset' }, { KEYS[10], 'zset' },
  { KEYS[11], 'zset' }, { KEYS[12], 'set' }, { KEYS[13], 'stream' }, { KEYS[14], 'string' }, { KEYS[15], 'string' },
  { KEYS[16], 'string' }, { KEYS[17], 'string' }
}
local found, wrong = {}, false
for i, kind in ipairs(kinds) do
  found[i] = redis.call('TYPE', kind[1]).ok
  wrong = wrong or (found[i] ~= 'none' and found[i] ~= kind[2])
end
local reply = { table.concat(found, ',') }
if wrong then
  return reply
end
for _, setting in ipairs(redis.call('HMGET', KEYS[1], 'paused', 'concurrency', 'max', 'duration')) do
  reply[#reply + 1] = setting or ''
end
for i = 2, 4 do
  reply[#reply + 1] = tostring(redis.call('LLEN', KEYS[i]))
end
local head = redis.call('LINDEX', KEYS[2], -1) or redis.call('ZRANGE', KEYS[5], 0, 0)[1]
reply[#reply + 1] = head or ''
reply[#reply + 1] = redis.call('ZSCORE', KEYS[11], '0') and '1' or ''
reply[#reply + 1] = tostring(redis.call('PTTL', KEYS[16]))
reply[#reply + 1] = tostring(redis.call('PTTL', KEYS[17]))
return reply
