-- True when children of a job are noted anywhere: only then can it be above another.
local function hasFamily(jobKey)
  return redis.call('EXISTS', jobKey .. ':dependencies', jobKey .. ':processed', jobKey .. ':failed',
    jobKey .. ':unsuccessful') > 0
end
