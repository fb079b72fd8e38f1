--@include schedulerRunId
--[[
  The first slot for which there is no job yet; nil when all that were looked at are taken. A schedule of fixed intervals
  looks on from its first slot, any other has its slots listed. The job freedId counts as gone.
]]
local function freeSlot(base, schedulerId, first, every, slots, freedId)
  for i = 1, every and 100 or #slots do
    local slot = every and first + (i - 1) * every or tonumber(slots[i])
    local id = schedulerRunId(schedulerId, slot)
    if id == freedId or redis.call('EXISTS', base .. id) == 0 then
      return slot
    end
  end
  return nil
end
