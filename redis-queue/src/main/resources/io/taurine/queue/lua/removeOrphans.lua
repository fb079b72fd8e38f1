--[[
  Removes what is left of jobs that are in no state: hashes that no list or set knows, and keys whose hash is gone. The caller
  has seen that they are not in line; one that moved since stays.

  KEYS[1]  completed         zset  ended with a result
  KEYS[2]  failed            zset  ended with an error
  KEYS[3]  delayed           zset  not due
  KEYS[4]  prioritized       zset  in line by priority
  KEYS[5]  waiting-children  zset  parents waiting
  KEYS[6]  active            list  held by workers
  ARGV[1]  base   string   prefix:queue:
           for each job follow its id, and the text that findOrphans.lua told for it before the caller looked at the line

  returns  integer  jobs of which something was removed
]]
--@include deleteJobKeys
--@include isOutOfLine
--@include jobTrace
local keys = { sets = { KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5] }, active = KEYS[6] }
local base = ARGV[1]

local removed = 0
for i = 2, #ARGV, 2 do
  local id = ARGV[i]
  local jobKey = base .. id
  if isOutOfLine(keys, base, id) and jobTrace(jobKey) == ARGV[i + 1]
    and deleteJobKeys(jobKey) + redis.call('DEL', jobKey .. ':lock') > 0 then
    removed = removed + 1
  end
end
return removed
