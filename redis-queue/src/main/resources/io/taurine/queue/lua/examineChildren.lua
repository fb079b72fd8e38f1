--[[
  Tells whether children that a job has yet to hear of are still to come. Changes nothing.

  KEYS[1]  completed  zset  ended with a result
  KEYS[2]  failed     zset  ended with an error
  ARGV[1]  base    string  prefix:queue:
  ARGV[2]  parent  string  its id
           the full keys of children follow, a hundred at most

  returns  array  empty when the parent is gone or has ended; else for each of the children that is among those it waits for:
                  { key, type of that key, the parent that the child itself names or '', '1' when it completed }
]]
--@include splitJobKey
local parentKey, id = ARGV[1] .. ARGV[2], ARGV[2]

if redis.call('EXISTS', parentKey) == 0 or redis.call('ZSCORE', KEYS[1], id) or redis.call('ZSCORE', KEYS[2], id) then
  return {}
end
local reply = {}
for i = 3, #ARGV do
  local childKey = ARGV[i]
  if redis.call('SISMEMBER', parentKey .. ':dependencies', childKey) == 1 then
    local kind = redis.call('TYPE', childKey).ok
    local named, completed = '', ''
    if kind == 'hash' then
      named = redis.call('HGET', childKey, 'parentKey') or ''
      local childBase, childId = splitJobKey(childKey)
      completed = childBase and redis.call('ZSCORE', childBase .. 'completed', childId) and '1' or ''
    end
    reply[#reply + 1] = { childKey, kind, named, completed }
  end
end
return reply
