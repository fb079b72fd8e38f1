-- How many jobs are waited for below a job, however deep; nil when more than limit. Reads no more than limit of them.
local function countAwaited(jobKey, limit)
  local queue, seen = { jobKey }, { [jobKey] = true }
  for at = 1, limit + 1 do
    local key = queue[at]
    if not key then
      return #queue - 1
    end
    if #queue - 1 + redis.call('SCARD', key .. ':dependencies') > limit then
      return nil
    end
    for _, childKey in ipairs(redis.call('SMEMBERS', key .. ':dependencies')) do
      if not seen[childKey] then
        seen[childKey] = true
        queue[#queue + 1] = childKey
      end
    end
  end
  return #queue - 1
end
