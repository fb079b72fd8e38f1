-- Deletes what is stored about a job; its lock has its own life. Returns how many keys there were.
local function deleteJobKeys(jobKey)
  return redis.call('DEL', jobKey, jobKey .. ':logs', jobKey .. ':dependencies', jobKey .. ':processed',
    jobKey .. ':failed', jobKey .. ':unsuccessful')
end
