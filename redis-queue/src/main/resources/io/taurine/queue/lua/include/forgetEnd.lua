--@include callInChunks
-- Takes jobs out of our indexes of how they ended, once they are no longer in that set. What is forgotten here, or is done by
-- another client, countByStatus finds.
local function forgetEnd(base, state, ids)
  if state == 'completed' then
    callInChunks('ZREM', base .. 'taurine:skipped', ids)
  elseif state == 'failed' then
    callInChunks('ZREM', base .. 'taurine:cancelled', ids)
    callInChunks('ZREM', base .. 'taurine:timed-out', ids)
  end
end
