--[[
  Puts a counter forward that is behind a job: that of ids, or that which orders jobs of one priority.

  KEYS[1]  id           string  last automatic id
  KEYS[2]  pc           string  counter that orders equal priorities
  KEYS[3]  prioritized  zset    ids in line by priority
  ARGV[1]  base     string  prefix:queue:
  ARGV[2]  id       string  the job
  ARGV[3]  counter  string  'id' or 'pc'

  returns  integer  1 done, 0 nothing to do
]]
local base, id = ARGV[1], ARGV[2]

local counterKey, least
if ARGV[3] == 'id' then
  counterKey, least = KEYS[1], redis.call('EXISTS', base .. id) == 1 and tonumber(id)
else
  local score = tonumber(redis.call('ZSCORE', KEYS[3], id) or nil)
  counterKey, least = KEYS[2], score and score % 4294967296
end
if not least or (tonumber(redis.call('GET', counterKey)) or 0) >= least then
  return 0
end
redis.call('SET', counterKey, string.format('%.0f', least))
return 1
