--[[
  Gives a job that exists already to a parent: a completed one hands its result over at once, any other is waited for. Does
  not release the parent.

  One that has failed for a parent that was there before has told it so, and its option said what becomes of that. Whoever
  adds it again, perhaps since no answer came the first time, must not have the parent wait for it once more, for ever.
]]
local function adoptJob(base, id, parentKey, parentJson, isNewParent)
  local jobKey = base .. id
  if not isNewParent and redis.call('HGET', jobKey, 'parentKey') == parentKey
    and redis.call('ZSCORE', base .. 'failed', id) then
    return
  end
  if redis.call('ZSCORE', base .. 'completed', id) then
    redis.call('HSET', parentKey .. ':processed', jobKey, redis.call('HGET', jobKey, 'returnvalue') or 'null')
  else
    redis.call('SADD', parentKey .. ':dependencies', jobKey)
  end
  redis.call('HSET', jobKey, 'parentKey', parentKey, 'parent', parentJson)
end
