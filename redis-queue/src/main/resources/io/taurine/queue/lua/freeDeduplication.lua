--[[
  Frees a deduplication id whose owner is gone or has ended, as the end of the owner should have; a job that is kept for then
  is added.

  KEYS[1]   completed    zset    ended with a result
  KEYS[2]   failed       zset    ended with an error
  KEYS[3]   wait         list    ids in line, the right end is served first
  KEYS[4]   prioritized  zset    ids in line by priority
  KEYS[5]   delayed      zset    ids that are not due
  KEYS[6]   active       list    ids held by workers
  KEYS[7]   pc           string  counter that orders equal priorities
  KEYS[8]   meta         hash    settings of the queue
  KEYS[9]   marker       zset    wakes sleeping workers
  KEYS[10]  events       stream  what happened
  ARGV[1]   base  string   prefix:queue:
  ARGV[2]   now   integer  ms, or '' for Redis's clock
  ARGV[3]   id    string   the deduplication id

  returns  integer  1 done, 0 nothing to do
]]
--@include finishDeduplication
--@include nowMillis
--@include readMeta
local keys = {
  wait = KEYS[3], prioritized = KEYS[4], delayed = KEYS[5], active = KEYS[6], pc = KEYS[7], marker = KEYS[9],
  events = KEYS[10]
}
local base, deduplicationId = ARGV[1], ARGV[3]

local ownerKey = base .. 'de:' .. deduplicationId
local owner = redis.call('GET', ownerKey)
if not owner or redis.call('PTTL', ownerKey) ~= -1 then
  return 0
end
if redis.call('EXISTS', base .. owner) == 1
  and not (redis.call('ZSCORE', KEYS[1], owner) or redis.call('ZSCORE', KEYS[2], owner)) then
  return 0
end
finishDeduplication(keys, base, readMeta(KEYS[8]), owner, deduplicationId, nowMillis(ARGV[2]))
return 1
