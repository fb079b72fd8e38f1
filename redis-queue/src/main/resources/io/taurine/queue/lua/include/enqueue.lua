--@include priorityScore
-- Puts a job in line: among its priority, at the end of the line, or at its front. Sets no marker.
local function enqueue(keys, id, priority, atFront)
  if priority > 0 then
    redis.call('ZADD', keys.prioritized, priorityScore(keys.pc, priority), id)
  elseif atFront then
    redis.call('RPUSH', keys.wait, id)
  else
    redis.call('LPUSH', keys.wait, id)
  end
end
