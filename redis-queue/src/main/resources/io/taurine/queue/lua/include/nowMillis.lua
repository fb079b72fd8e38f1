-- Milliseconds since 1970: the instant the caller sent, or Redis's own clock when it sent none.
local function nowMillis(given)
  if given ~= '' then
    return tonumber(given)
  end
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
