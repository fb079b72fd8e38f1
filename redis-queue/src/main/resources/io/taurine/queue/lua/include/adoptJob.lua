--[[
  Gives a job that exists already to a parent: a completed one hands its result over at once, any other is waited for. Does
  not release the parent.
]]
local function adoptJob(base, id, parentKey, parentJson)
  local jobKey = base .. id
  if redis.call('ZSCORE', base .. 'completed', id) then
    redis.call('HSET', parentKey .. ':processed', jobKey, redis.call('HGET', jobKey, 'returnvalue') or 'null')
  else
    redis.call('SADD', parentKey .. ':dependencies', jobKey)
  end
  redis.call('HSET', jobKey, 'parentKey', parentKey, 'parent', parentJson)
end
