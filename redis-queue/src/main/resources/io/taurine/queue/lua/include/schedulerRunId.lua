-- Id of the job that a scheduler makes for one of its slots.
local function schedulerRunId(schedulerId, slot)
  return 'repeat:' .. schedulerId .. ':' .. string.format('%.0f', slot)
end
