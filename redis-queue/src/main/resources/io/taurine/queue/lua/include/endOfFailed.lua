-- As what a failed job counts besides, and in which index of ours it therefore is: cancelled, timed-out, or nil for a plain
-- failure. The text is the one of a worker of ours whose job ran too long.
local function endOfFailed(base, id, cancelled, reason)
  if cancelled then
    return 'cancelled'
  end
  local text = 'Job ' .. id .. ' in queue ' .. string.match(base, '([^:]*):$') .. ' ran longer than its timeout of '
  return string.sub(reason or '', 1, #text) == text and 'timed-out' or nil
end
