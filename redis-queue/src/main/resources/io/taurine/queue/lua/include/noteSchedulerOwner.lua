--@include schedulerFingerprint
-- Notes whose a scheduler is, together with what it looks like now. declaration is a JSON object with the owner.
local function noteSchedulerOwner(repeatKey, recordKey, ownersKey, schedulerId, declaration)
  local entry = cjson.decode(declaration)
  entry.written = schedulerFingerprint(repeatKey, recordKey, schedulerId)
  redis.call('HSET', ownersKey, schedulerId, cjson.encode(entry))
end
