--[[
  Looks over a job that is to be removed with all that hangs below it: LOCKED when a worker holds it or a child it still
  waits for, however deep, LARGE when there are more than limit jobs, or FREE and how many there are. The jobs in leave do not count. Sizes
  are asked for before members are read, so that the look itself is bounded by limit too.
]]
local function surveyTree(jobKey, limit, leave)
  local queue, awaited, seen = { jobKey }, { [jobKey] = true }, { [jobKey] = true }
  for at = 1, limit do
    local key = queue[at]
    if not key then
      return 'FREE', #queue
    end
    if awaited[key] and redis.call('EXISTS', key .. ':lock') == 1 then
      return 'LOCKED'
    end
    local size = redis.call('SCARD', key .. ':dependencies') + redis.call('HLEN', key .. ':processed')
      + redis.call('HLEN', key .. ':failed') + redis.call('ZCARD', key .. ':unsuccessful')
    if #queue + size > limit then
      return 'LARGE'
    end
    if size > 0 then
      for kind, members in ipairs({ redis.call('SMEMBERS', key .. ':dependencies'), redis.call('HKEYS', key .. ':processed'),
        redis.call('HKEYS', key .. ':failed'), redis.call('ZRANGE', key .. ':unsuccessful', 0, -1) }) do
        for _, childKey in ipairs(members) do
          if not seen[childKey] and not leave[childKey] then
            seen[childKey] = true
            awaited[childKey] = kind == 1 and awaited[key]
            queue[#queue + 1] = childKey
          end
        end
      end
    end
  end
  return queue[limit + 1] and 'LARGE' or 'FREE', #queue
end
