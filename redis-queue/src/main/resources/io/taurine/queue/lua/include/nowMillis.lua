-- Milliseconds since 1970, as a number and as a text: the instant the caller sent, or Redis's own clock when it sent none.
-- The text is put together from those that Redis gives: to write a number costs as much as a small command.
local function nowMillis(given)
  if given ~= '' then
    return tonumber(given), given
  end
  local time = redis.call('TIME')
  local text = time[1] .. string.sub('00000' .. time[2], -6, -4)
  return tonumber(text), text
end
