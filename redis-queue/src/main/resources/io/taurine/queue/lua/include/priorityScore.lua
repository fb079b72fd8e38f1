-- Score of the next job of that priority: behind its equals.
local function priorityScore(pcKey, priority)
  return priority * 4294967296 + redis.call('INCR', pcKey) % 4294967296
end
