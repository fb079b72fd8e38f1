--[[
  Reads some fields of many jobs, and the lines they have logged that the caller does not know yet. Changes nothing.

  A job that keeps only its newest lines has lost some that were counted: of one that has no more than the caller knows all are
  told again.

  KEYS[1]  meta  hash  settings of the queue; names the slot, is not read
  ARGV[1]  base    string   prefix:queue:
  ARGV[2]  lines   integer  most lines told of a job
  ARGV[3]  fields  integer  how many names of fields follow, then as many names; 0 for the lines alone
           then an id and how many of its lines are known, '' to have none told, by turns; two hundred at most

  returns  array  for each job { values of the fields, nil for those it lacks, its lines, how many lines it has }, with no values
                  when there is no such job
]]
local base, lines, count = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])

local names = {}
for i = 1, count do
  names[i] = ARGV[3 + i]
end

local function linesOf(jobKey, known)
  if known == '' then
    return {}, 0
  end
  local logsKey = jobKey .. ':logs'
  local total = redis.call('LLEN', logsKey)
  local from = tonumber(known)
  if total > 0 and total <= from and string.find(redis.call('HGET', jobKey, 'opts') or '', '"kl":', 1, true) then
    from = 0
  end
  if total <= from then
    return {}, total
  end
  return redis.call('LRANGE', logsKey, from, from + lines - 1), total
end

local jobs = {}
for i = 4 + count, #ARGV, 2 do
  local jobKey = base .. ARGV[i]
  local values = {}
  if count > 0 and redis.call('EXISTS', jobKey) == 1 then
    values = redis.call('HMGET', jobKey, unpack(names))
  end
  local logged, total = linesOf(jobKey, ARGV[i + 1])
  jobs[#jobs + 1] = { values, logged, total }
end
return jobs
