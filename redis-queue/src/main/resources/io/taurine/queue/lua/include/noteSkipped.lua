--@include isSkipped
-- Puts a completed job that was not run into the index of those.
local function noteSkipped(base, id, result, nowText)
  if isSkipped(result) then
    redis.call('ZADD', base .. 'taurine:skipped', nowText, id)
  end
end
