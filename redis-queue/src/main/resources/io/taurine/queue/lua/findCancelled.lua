--[[
  Looks which of the jobs that a worker holds were cancelled, all in one call. Writes nothing: a renewal of a lock could undo
  what its processor just made of it.

  KEYS[1]  meta   hash     settings of the queue; names the slot, is not read
  ARGV[1]  base   string   prefix:queue:
  ARGV[2]  count  integer  number of pairs that follow: id, token

  returns  array  ids and reasons, in turns, of jobs that were cancelled under these locks
]]
--@include cancelReason
local base, count = ARGV[1], tonumber(ARGV[2])

local cancelled = {}
for i = 1, count do
  local id, token = ARGV[1 + i * 2], ARGV[2 + i * 2]
  local reason = cancelReason(base .. id, token)
  if reason then
    cancelled[#cancelled + 1] = id
    cancelled[#cancelled + 1] = reason
  end
end
return cancelled
