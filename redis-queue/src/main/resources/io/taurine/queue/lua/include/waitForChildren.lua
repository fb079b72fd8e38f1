--@include takeFromActive
-- A job of a batch waits for its children. Argument: key of the child that must be pending, or ''.
local function waitForChildren(batch, i, id, token)
  batch.cursor = batch.cursor + 1
  local childKey, jobKey = batch.arguments[batch.cursor], batch.base .. id
  if redis.call('EXISTS', jobKey) == 0 then
    return -1
  end
  if redis.call('EXISTS', jobKey .. ':unsuccessful') == 1 then
    return -9
  end
  local dependenciesKey = jobKey .. ':dependencies'
  if redis.call('EXISTS', dependenciesKey) == 0
    or (childKey ~= '' and redis.call('SISMEMBER', dependenciesKey, childKey) == 0) then
    return -51
  end
  local code = takeFromActive(batch, i, id, token)
  if code == 0 then
    redis.call('ZADD', batch.base .. 'waiting-children', batch.now, id)
    redis.call('XADD', batch.keys.events, 'MAXLEN', '~', batch.meta.maxEvents, '*', 'event', 'waiting-children', 'jobId', id,
      'prev', 'active')
  end
  return code
end
