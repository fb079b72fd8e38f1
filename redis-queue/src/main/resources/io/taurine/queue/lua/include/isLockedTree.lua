-- True when a worker holds the job or any child it still waits for, however deep.
local function isLockedTree(jobKey)
  if redis.call('EXISTS', jobKey .. ':lock') == 1 then
    return true
  end
  for _, childKey in ipairs(redis.call('SMEMBERS', jobKey .. ':dependencies')) do
    if isLockedTree(childKey) then
      return true
    end
  end
  return false
end
