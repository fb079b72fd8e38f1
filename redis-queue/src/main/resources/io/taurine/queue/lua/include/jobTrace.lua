-- What a job's moves leave in its hash: as long as it is the same, nobody has claimed the job, recovered it or added it anew.
local function jobTrace(jobKey)
  local fields = redis.call('HMGET', jobKey, 'timestamp', 'processedOn', 'ats', 'atm', 'stc')
  for i = 1, 5 do
    fields[i] = fields[i] or ''
  end
  return table.concat(fields, ' ')
end
