--[[
  Appends a row to the log of a job, keeping the newest rows that its option kl allows.

  KEYS[1]  meta  hash    settings of the queue; names the slot, is not read
  ARGV[1]  base  string  prefix:queue:
  ARGV[2]  id    string  the job
  ARGV[3]  row   string  text

  returns  integer  rows kept, -1 no such job
]]
local base, id, row = ARGV[1], ARGV[2], ARGV[3]
local jobKey = base .. id
local opts = redis.call('HGET', jobKey, 'opts')
if not opts and redis.call('EXISTS', jobKey) == 0 then
  return -1
end
local rows = redis.call('RPUSH', jobKey .. ':logs', row)
local read, options = pcall(cjson.decode, opts or '{}')
local keep = read and type(options) == 'table' and tonumber(options.kl)
if keep and keep >= 1 and rows > keep then
  keep = math.floor(keep)
  redis.call('LTRIM', jobKey .. ':logs', -keep, -1)
  return keep
end
return rows
