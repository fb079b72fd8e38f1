--@include keepFinished
--@include listEnded
-- Removes the ended jobs that 'count,age in ms,limit' no longer wants.
local function keepEnded(batch, target, keepText)
  local count, age, limit = string.match(keepText, '^(%d*),?(%d*),?(%d*)$')
  listEnded(batch, target)
  local keep = { count = tonumber(count), ageMillis = tonumber(age), limit = tonumber(limit) or 1000 }
  keepFinished(batch.keys[target], batch.base, batch.now, keep, batch)
end
