--[[
  Tells who owns deduplication ids, and whether that job can still give them back. Changes nothing.

  KEYS[1]  completed  zset  ended with a result
  KEYS[2]  failed     zset  ended with an error
  ARGV[1]  base  string  prefix:queue:
           the deduplication ids follow

  returns  array  { id, owner, ms the id is still held (-1 until the owner ends), '1' when the owner is stored, '1' when it
                  has ended, '1' when another job is kept for then } for each id that has an owner
]]
local base = ARGV[1]

local reply = {}
for i = 2, #ARGV do
  local id = ARGV[i]
  local ownerKey = base .. 'de:' .. id
  local owner = redis.call('TYPE', ownerKey).ok == 'string' and redis.call('GET', ownerKey)
  if owner then
    local ended = redis.call('ZSCORE', KEYS[1], owner) or redis.call('ZSCORE', KEYS[2], owner)
    reply[#reply + 1] = {
      id, owner, tostring(redis.call('PTTL', ownerKey)), redis.call('EXISTS', base .. owner) == 1 and '1' or '',
      ended and '1' or '', redis.call('EXISTS', base .. 'dn:' .. id) == 1 and '1' or ''
    }
  end
end
return reply
