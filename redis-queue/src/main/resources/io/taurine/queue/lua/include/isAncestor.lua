-- True when the job is that parent or a parent of it, near or far. A chain of a thousand is taken for endless, and ours.
local function isAncestor(jobKey, parentKey)
  for _ = 1, 1000 do
    if not parentKey or parentKey == '' then
      return false
    end
    if parentKey == jobKey then
      return true
    end
    parentKey = redis.call('HGET', parentKey, 'parentKey')
  end
  return true
end
