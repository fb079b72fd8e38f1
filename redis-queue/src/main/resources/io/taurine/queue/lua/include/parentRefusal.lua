--@include hasFamily
--@include isAncestor
--[[
  Why a job may not become a child of that parent: -5 no such parent, -7 the job exists and has another parent that lives,
  -50 it would wait for itself, -53 that takes too many looks to tell; 0 when it may. The id is '' for a new job; looks.left
  is how many parents the call may still look at.
]]
local function parentRefusal(base, id, parentKey, looks)
  if redis.call('EXISTS', parentKey) == 0 then
    return -5
  end
  if id == '' then
    return 0
  end
  local function parentKeyOf(jobKey)
    return redis.call('HGET', jobKey, 'parentKey') or ''
  end
  local earlier = parentKeyOf(base .. id)
  if earlier == parentKey then
    return 0
  end
  if earlier ~= '' and redis.call('EXISTS', earlier) == 1 then
    return -7
  end
  if not hasFamily(base .. id) then
    return 0
  end
  local above = isAncestor(base .. id, parentKey, parentKeyOf, looks)
  return above == nil and -53 or above and -50 or 0
end
