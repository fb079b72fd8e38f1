-- Deletes what is stored about a job; its lock has its own life. Returns how many keys there were. UNLINK, since a parent may
-- have the results of thousands of children.
local function deleteJobKeys(jobKey)
  return redis.call('UNLINK', jobKey, jobKey .. ':logs', jobKey .. ':dependencies', jobKey .. ':processed',
    jobKey .. ':failed', jobKey .. ':unsuccessful')
end
