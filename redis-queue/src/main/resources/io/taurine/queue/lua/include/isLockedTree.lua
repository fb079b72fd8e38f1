-- True when a worker holds the job or any child it still waits for, however deep. The caller gives an empty table as seen.
local function isLockedTree(jobKey, seen)
  seen[jobKey] = true
  if redis.call('EXISTS', jobKey .. ':lock') == 1 then
    return true
  end
  for _, childKey in ipairs(redis.call('SMEMBERS', jobKey .. ':dependencies')) do
    if not seen[childKey] and isLockedTree(childKey, seen) then
      return true
    end
  end
  return false
end
