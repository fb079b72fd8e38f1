--@include schedulerFingerprint
-- Whether a scheduler still has the fingerprint that the caller saw, and is no other owner's: one is an owner's for as long as
-- it is as that owner wrote it.
local function isSchedulerAsSeen(repeatKey, recordKey, ownersKey, schedulerId, owner, seen)
  local fingerprint = schedulerFingerprint(repeatKey, recordKey, schedulerId)
  local readable, entry = pcall(cjson.decode, redis.call('HGET', ownersKey, schedulerId) or '{}')
  local isOfAnother = readable and type(entry) == 'table' and fingerprint ~= '' and entry.written == fingerprint and entry.owner ~= owner
  return fingerprint == seen and not isOfAnother
end
