-- Takes a job out of whatever holds it; returns the name of that container, or unknown.
local function removeFromState(base, id)
  for _, state in ipairs({ 'completed', 'waiting-children', 'delayed', 'failed', 'prioritized' }) do
    if redis.call('ZREM', base .. state, id) == 1 then
      return state
    end
  end
  for _, state in ipairs({ 'wait', 'paused', 'active' }) do
    if redis.call('LREM', base .. state, -1, id) > 0 then
      return state
    end
  end
  return 'unknown'
end
