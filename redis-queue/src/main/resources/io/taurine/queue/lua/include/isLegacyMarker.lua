-- Ids that BullMQ 4 and older left in lists to wake workers; they are no jobs.
local function isLegacyMarker(id)
  return id == '0' or string.sub(id, 1, 2) == '0:'
end
