-- Reads 'flags,ttl ms,id'; flags are any of e extend, r replace, s reschedule, k keepLastIfActive, the ttl may be empty.
local function parseDeduplication(text)
  local flags, ttl, id = string.match(text, '^(%l*),(%d*),(.*)$')
  local function has(flag)
    return string.find(flags, flag, 1, true) ~= nil
  end
  return {
    id = id, ttl = tonumber(ttl) or 0, extend = has('e'), replace = has('r'), reschedule = has('s'), keepLast = has('k')
  }
end
