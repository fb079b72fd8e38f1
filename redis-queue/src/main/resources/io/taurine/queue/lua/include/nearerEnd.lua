--[[
  From which end a search of a list of waiting jobs meets a job sooner: -1 from the next to be served, 1 from the newest. The
  list is searched with LREM or LPOS, whose time grows with the distance: about 17 ms for a million. Jobs come in at the left,
  so their age tells; one that was put back in line may stand at either end, whatever its age, hence a look at the other one.
  A wrong guess costs time, no more.
]]
local function nearerEnd(listKey, base, id)
  local length, look = redis.call('LLEN', listKey), 30000
  if length <= look then
    return -1
  end
  local function age(ofId)
    local timestamp = redis.pcall('HGET', base .. ofId, 'timestamp')
    return type(timestamp) == 'string' and tonumber(timestamp) or nil
  end
  local own, middle = age(id), age(redis.call('LINDEX', listKey, math.floor(length / 2)))
  local likely = own and middle and own > middle and 1 or -1
  return redis.call('LPOS', listKey, id, 'RANK', -likely, 'MAXLEN', look) and -likely or likely
end
