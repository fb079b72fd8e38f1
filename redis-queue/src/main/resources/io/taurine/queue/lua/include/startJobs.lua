--[[
  Locks the jobs with these ids, which were just taken out of line, and marks them as started. claim is that of claimJobs.
  Appends the ids to taken, each with its hash as it was to reply, and those that are no jobs to dropped. Returns how many
  count for a rate limit.
]]
local function startJobs(keys, base, meta, claim, ids, taken, dropped, reply)
  local counted, last = 0, #reply
  for i = 1, #ids do
    local id = ids[i]
    local jobKey = base .. id
    -- An id that names some other key is no job either; an error here would lose the ids popped with it.
    local hash = redis.pcall('HGETALL', jobKey)
    if hash.err or #hash == 0 then
      dropped[#dropped + 1] = id
    else
      local starts, deferred = '1', false
      for f = 1, #hash, 2 do
        local field = hash[f]
        if field == 'ats' then
          starts = string.format('%d', (tonumber(hash[f + 1]) or 0) + 1)
        elseif field == 'defa' then
          deferred = true
        end
      end
      if not deferred then
        counted = counted + 1
      end
      if claim.token ~= '0' then
        redis.call('PSETEX', jobKey .. ':lock', claim.lockMillis, claim.token)
      end
      if meta.tellsAttempts then
        redis.call('XADD', keys.events, '*', 'event', 'active', 'jobId', id, 'prev', 'waiting', 'ats', starts,
          'worker', claim.workerName)
      else
        redis.call('XADD', keys.events, '*', 'event', 'active', 'jobId', id, 'prev', 'waiting')
      end
      if claim.workerName ~= '' then
        redis.call('HSET', jobKey, 'processedOn', claim.nowText, 'ats', starts, 'pb', claim.workerName)
      else
        redis.call('HSET', jobKey, 'processedOn', claim.nowText, 'ats', starts)
      end
      taken[#taken + 1] = id
      reply[last + 1], reply[last + 2] = id, hash
      last = last + 2
    end
  end
  return counted
end
