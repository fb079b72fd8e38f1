-- When a schedule of fixed intervals runs next, in ms: one interval after the slot before, or, when that has passed, at the
-- first instant of its phase (offset) that has not. A first run is due at its start, at its phase, or at once.
local function scheduleSlot(previous, every, now, offset, start)
  if previous and previous + every >= now then
    return math.floor(previous + every)
  end
  if not previous and start then
    return math.floor(math.max(start, now))
  end
  if not previous and offset <= 0 then
    return math.floor(now)
  end
  local slot = math.floor(now / every) * every + offset
  return math.floor(slot <= now and slot + every or slot)
end
