--@include splitJobKey
-- Base and id of the parent of a job, from its fields parentKey and parent; nil when it has none.
local function parentOf(parentKey, parentJson)
  if not parentKey or parentKey == '' then
    return nil
  end
  if parentJson then
    local read, parent = pcall(cjson.decode, parentJson)
    if read and type(parent) == 'table' and parent.queueKey and parent.id then
      return parent.queueKey .. ':', tostring(parent.id), parent
    end
  end
  local base, id = splitJobKey(parentKey)
  return base, id, {}
end
