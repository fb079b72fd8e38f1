-- A digest of what defines a scheduler as it lies there, whoever wrote it; '' when there is none. What its runs change, the
-- slot and the count of runs, has no part in it.
local function schedulerFingerprint(repeatKey, recordKey, schedulerId)
  if not redis.call('ZSCORE', repeatKey, schedulerId) or redis.call('EXISTS', recordKey) == 0 then
    return ''
  end
  return redis.sha1hex(cjson.encode(redis.call('HMGET', recordKey, 'name', 'every', 'pattern', 'tz', 'limit', 'startDate',
    'endDate', 'offset', 'data', 'opts')))
end
