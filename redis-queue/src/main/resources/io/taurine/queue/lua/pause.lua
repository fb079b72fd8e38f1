--[[
  Pauses the queue for every worker. Nothing moves; running jobs go on.

  KEYS[1]  meta    hash    settings of the queue
  KEYS[2]  marker  zset    wakes sleeping workers
  KEYS[3]  events  stream  what happened

  returns  integer  0
]]
redis.call('HSET', KEYS[1], 'paused', 1)
redis.call('DEL', KEYS[2])
redis.call('XADD', KEYS[3], '*', 'event', 'paused')
return 0
