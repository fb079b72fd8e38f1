--[[
  Base (prefix:queue:) and id of a full job key. The id is what follows the last colon, unless that does not lead to a queue:
  the runs of job schedulers, and ids that users chose, may have two colons of their own.
]]
local function splitJobKey(jobKey)
  local base, id = string.match(jobKey, '^(.*:)([^:]*)$')
  if base and redis.call('EXISTS', base .. 'meta') == 0 then
    local shortBase, longId = string.match(jobKey, '^(.*:)([^:]*:[^:]*:[^:]*)$')
    if shortBase and redis.call('EXISTS', shortBase .. 'meta') == 1 then
      return shortBase, longId
    end
  end
  return base, id
end
