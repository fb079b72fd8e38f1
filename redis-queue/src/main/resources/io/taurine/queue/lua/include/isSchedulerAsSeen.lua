-- Whether nobody else owns the scheduler, and it is still what the caller has seen: a JSON array of '1' if it was listed or
-- '', then the fields below. owner is a fingerprint, a blank and the owner, as in the hash of owners.
local function isSchedulerAsSeen(repeatKey, recordKey, ownersKey, schedulerId, owner, seen)
  local stored = redis.call('HGET', ownersKey, schedulerId)
  if stored and string.match(stored, '^%S* (.*)$') ~= string.match(owner, '^%S* (.*)$') then
    return false
  end
  local expected = cjson.decode(seen)
  local listed = redis.call('ZSCORE', repeatKey, schedulerId) and '1' or ''
  local fields = redis.call('HMGET', recordKey, 'name', 'every', 'pattern', 'tz', 'limit', 'startDate', 'endDate', 'offset',
    'data', 'opts')
  if expected[1] ~= listed then
    return false
  end
  for i = 1, #expected - 1 do
    if expected[i + 1] ~= (fields[i] or '') then
      return false
    end
  end
  return true
end
