-- Of a worker with telemetry: the context of a failed attempt. A job that was removed with its end stays gone.
local function storeTrace(jobKey, trace)
  if trace ~= '' and redis.call('EXISTS', jobKey) == 1 then
    redis.call('HSET', jobKey, 'tm', trace)
  end
end
