--[[
  Reads a job scheduler together with whose it is.

  KEYS[1]  repeat                    zset  job schedulers
  KEYS[2]  taurine:scheduler-owners  hash  who declared which scheduler, as JSON
  ARGV[1]  base       string  prefix:queue:
  ARGV[2]  scheduler  string  its id

  returns  array  { fingerprint of its definition or '' when there is none, who declared it as JSON or '',
                  field, value … of its record }
]]
--@include schedulerFingerprint
local repeatKey, ownersKey, schedulerId = KEYS[1], KEYS[2], ARGV[2]
local recordKey = ARGV[1] .. 'repeat:' .. schedulerId
return {
  schedulerFingerprint(repeatKey, recordKey, schedulerId), redis.call('HGET', ownersKey, schedulerId) or '',
  unpack(redis.call('HGETALL', recordKey))
}
