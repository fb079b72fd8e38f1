--@include addBaseMarker
--[[
  Wakes a worker that a global concurrency put to sleep, after a job left active without its worker taking another.
  Workers that find no slot free sleep until a marker or their time-out.
]]
local function wakeForFreedSlot(keys, meta)
  if meta.concurrency and redis.call('EXISTS', keys.wait, keys.prioritized) > 0 then
    addBaseMarker(keys, meta)
  end
end
