--[[
  Of some ids, tells those that no set and no worker holds. They are orphans unless they are in line, which may be too long to
  be searched here.

  KEYS[1]  completed         zset  ended with a result
  KEYS[2]  failed            zset  ended with an error
  KEYS[3]  delayed           zset  not due
  KEYS[4]  prioritized       zset  in line by priority
  KEYS[5]  waiting-children  zset  parents waiting
  KEYS[6]  active            list  held by workers
  ARGV[1]  base   string   prefix:queue:
           the ids follow

  returns  array  id, a text that changes when the job moves, next id …
]]
--@include isOutOfLine
--@include jobTrace
local keys = { sets = { KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5] }, active = KEYS[6] }
local base = ARGV[1]

local found = {}
for i = 2, #ARGV do
  local id = ARGV[i]
  if isOutOfLine(keys, base, id) then
    found[#found + 1] = id
    found[#found + 1] = jobTrace(base .. id)
  end
end
return found
