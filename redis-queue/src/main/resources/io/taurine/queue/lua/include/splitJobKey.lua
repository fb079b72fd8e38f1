-- Base (prefix:queue:) and id of a full job key; the id is what follows the last colon.
local function splitJobKey(jobKey)
  return string.match(jobKey, '^(.*:)([^:]*)$')
end
