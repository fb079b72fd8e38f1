--[[
  Deletes a key that ought to end by itself and does not.

  KEYS[1]  limiter        string  jobs started in the current rate window
  KEYS[2]  stalled-check  string  last check for silent workers
  ARGV[1]  name  string  which of them

  returns  integer  1 done, 0 nothing to do
]]
local key = ARGV[1] == 'limiter' and KEYS[1] or KEYS[2]
return redis.call('PTTL', key) == -1 and redis.call('DEL', key) or 0
