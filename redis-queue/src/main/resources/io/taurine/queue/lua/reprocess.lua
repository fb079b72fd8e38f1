--[[
  Puts one finished job back in line.

  KEYS[1]  completed    zset    score is the end in ms
  KEYS[2]  failed       zset    score is the end in ms
  KEYS[3]  wait         list    ids in line, the right end is served first
  KEYS[4]  prioritized  zset    ids in line by priority
  KEYS[5]  active       list    ids held by workers
  KEYS[6]  pc           string  counter that orders equal priorities
  KEYS[7]  meta         hash    settings of the queue
  KEYS[8]  marker       zset    wakes sleeping workers
  KEYS[9]  events       stream  what happened
  ARGV[1]  base          string  prefix:queue:
  ARGV[2]  id            string  the job
  ARGV[3]  state         string  completed or failed, where the job must be
  ARGV[4]  resetMade     string  '1' forgets the attempts that ended, else ''
  ARGV[5]  resetStarted  string  '1' forgets how often it was claimed, else ''
  ARGV[6]  attempts      string  runs in all from now on, or '' to leave the option as it is

  returns  integer  1, -1 no such job, -3 not in that state
]]
--@include addBaseMarker
--@include enqueue
--@include forgetEnd
--@include readMeta
--@include reattachToParent
--@include withAttempts
local finishedKeys = { completed = KEYS[1], failed = KEYS[2] }
local keys = { wait = KEYS[3], prioritized = KEYS[4], active = KEYS[5], pc = KEYS[6], marker = KEYS[8] }
local metaKey, eventsKey = KEYS[7], KEYS[9]
local base, id, state = ARGV[1], ARGV[2], ARGV[3]
local resetMade, resetStarted, attempts = ARGV[4] == '1', ARGV[5] == '1', ARGV[6]
local jobKey = base .. id

if redis.call('EXISTS', jobKey) == 0 then
  return -1
end
if redis.call('ZREM', finishedKeys[state], id) == 0 then
  return -3
end
forgetEnd(base, state, { id })
local cleared = { 'finishedOn', 'processedOn', state == 'failed' and 'failedReason' or 'returnvalue' }
if resetMade then
  cleared[#cleared + 1] = 'atm'
end
if resetStarted then
  cleared[#cleared + 1] = 'ats'
end
redis.call('HDEL', jobKey, unpack(cleared))
if redis.call('HDEL', jobKey, 'cancelled') == 1 then
  -- A BullMQ worker that completes a cancelled job leaves this behind; the next claim would fail the job for it.
  redis.call('HDEL', jobKey, 'defa')
end

local stored = redis.call('HMGET', jobKey, 'priority', 'opts', 'parentKey')
local read, options = pcall(cjson.decode, stored[2] or '{}')
local lifo = read and type(options) == 'table' and options.lifo == true
if attempts ~= '' then
  redis.call('HSET', jobKey, 'opts', withAttempts(stored[2] or '', attempts))
end
local meta = readMeta(metaKey)
enqueue(keys, id, tonumber(stored[1] or '0') or 0, lifo)
addBaseMarker(keys, meta)
reattachToParent(jobKey, stored[3], state)
redis.call('XADD', eventsKey, 'MAXLEN', '~', meta.maxEvents, '*', 'event', 'waiting', 'jobId', id, 'prev', state)
return 1
