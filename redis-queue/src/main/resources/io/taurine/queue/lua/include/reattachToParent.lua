-- Makes a finished child that runs again a dependency of its parent again, if the parent noted its end.
local function reattachToParent(jobKey, parentKey, fromState)
  if not parentKey or parentKey == '' or redis.call('EXISTS', parentKey) == 0 then
    return
  end
  local noted
  if fromState == 'failed' then
    noted = redis.call('ZREM', parentKey .. ':unsuccessful', jobKey)
    if noted == 0 then
      noted = redis.call('HDEL', parentKey .. ':failed', jobKey)
    end
  else
    noted = redis.call('HDEL', parentKey .. ':processed', jobKey)
  end
  if noted == 1 then
    redis.call('SADD', parentKey .. ':dependencies', jobKey)
  end
end
