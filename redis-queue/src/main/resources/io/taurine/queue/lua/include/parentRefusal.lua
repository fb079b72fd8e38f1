--@include isAncestor
--[[
  Why a job may not become a child of that parent: -5 no such parent, -7 the job exists and has another parent that lives,
  -50 it would wait for itself; 0 when it may. The id is '' for a new job.
]]
local function parentRefusal(base, id, parentKey)
  if redis.call('EXISTS', parentKey) == 0 then
    return -5
  end
  if id == '' then
    return 0
  end
  local earlier = redis.call('HGET', base .. id, 'parentKey')
  if earlier and earlier ~= '' and earlier ~= parentKey and redis.call('EXISTS', earlier) == 1 then
    return -7
  end
  return isAncestor(base .. id, parentKey) and -50 or 0
end
