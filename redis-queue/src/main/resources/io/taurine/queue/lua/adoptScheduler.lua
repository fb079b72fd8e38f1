--[[
  Notes an owner for a job scheduler that is as it is declared, whoever made it.

  KEYS[1]  repeat                    zset  job schedulers
  KEYS[2]  taurine:scheduler-owners  hash  who declared which scheduler, as JSON
  ARGV[1]  base         string  prefix:queue:
  ARGV[2]  scheduler    string  its id
  ARGV[3]  declaration  string  JSON object: owner, and what was declared
  ARGV[4]  seen         string  fingerprint of the scheduler as the caller saw it

  returns  integer  0 done, -12 it is another owner's, or not as it was seen any more
]]
--@include isSchedulerAsSeen
--@include noteSchedulerOwner
local repeatKey, ownersKey = KEYS[1], KEYS[2]
local schedulerId, declaration, seen = ARGV[2], ARGV[3], ARGV[4]
local recordKey = ARGV[1] .. 'repeat:' .. schedulerId

if not isSchedulerAsSeen(repeatKey, recordKey, ownersKey, schedulerId, cjson.decode(declaration).owner, seen) then
  return -12
end
noteSchedulerOwner(repeatKey, recordKey, ownersKey, schedulerId, declaration)
return 0
