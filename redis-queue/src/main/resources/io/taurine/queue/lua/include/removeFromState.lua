--@include forgetEnd
--@include removeFromLine
-- Takes a job out of whatever holds it; returns the name of that container, or unknown. The line comes last: it may be long.
local function removeFromState(base, id)
  for _, state in ipairs({ 'completed', 'waiting-children', 'delayed', 'failed', 'prioritized' }) do
    if redis.call('ZREM', base .. state, id) == 1 then
      forgetEnd(base, state, { id })
      return state
    end
  end
  if redis.call('LREM', base .. 'active', -1, id) > 0 then
    return 'active'
  end
  for _, state in ipairs({ 'wait', 'paused' }) do
    if removeFromLine(base .. state, base, id) then
      return state
    end
  end
  return 'unknown'
end
