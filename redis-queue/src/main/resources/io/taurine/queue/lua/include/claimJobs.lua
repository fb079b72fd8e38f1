--@include readMeta
--@include isBlocked
--@include isLegacyMarker
--@include nextDueMillis
--@include promoteDelayed
--[[
  Moves up to claim.wanted jobs from the line to active and locks them for the caller.
  claim: token, lockMillis, wanted, workerName ('' for none), limiterMax and limiterMillis (nil for none), and meta where the
  caller has read it.
  Returns the reply of claim.lua.
]]
local function claimJobs(keys, base, now, claim)
  local meta = claim.meta or readMeta(keys.meta)
  promoteDelayed(keys, base, now, meta, 100)

  local room = claim.wanted
  local limit = meta.max or claim.limiterMax
  local window = claim.limiterMillis or meta.duration
  if not window then
    -- A limit without a window cannot be kept; counting it would leave a counter that never ends.
    limit = nil
  end
  if limit then
    local started = tonumber(redis.call('GET', keys.limiter) or '0')
    if started >= limit then
      local ttl = redis.call('PTTL', keys.limiter)
      if ttl > 0 then
        return { ttl, 0, now, {} }
      end
      if ttl == 0 then
        redis.call('DEL', keys.limiter)
        started = 0
      end
    end
    if started < limit then
      room = math.min(room, limit - started)
    end
  end

  if meta.paused then
    return { 0, 0, now, {} }
  end
  if meta.concurrency then
    room = math.min(room, meta.concurrency - redis.call('LLEN', keys.active))
    if room <= 0 then
      return { 0, 0, now, {} }
    end
  end

  -- Redis writes a number that Lua hands it with 17 digits, which costs as much as a small command; a text costs nothing.
  local nowText = string.format('%.0f', now)
  local dropped = {}
  local reply = { 0, 0, now, dropped }
  local taken = {}
  local counted = 0

  local function take(id)
    local jobKey = base .. id
    -- An id that names some other key is no job either; an error here would lose the ids popped with it.
    local hash = redis.pcall('HGETALL', jobKey)
    if hash.err or #hash == 0 then
      dropped[#dropped + 1] = id
      return
    end
    local starts, deferred = '1', false
    for i = 1, #hash, 2 do
      if hash[i] == 'ats' then
        starts = string.format('%.0f', (tonumber(hash[i + 1]) or 0) + 1)
      elseif limit and hash[i] == 'defa' then
        deferred = true
      end
    end
    if not deferred then
      counted = counted + 1
    end
    if claim.token ~= '0' then
      redis.call('PSETEX', jobKey .. ':lock', claim.lockMillis, claim.token)
    end
    redis.call('XADD', keys.events, '*', 'event', 'active', 'jobId', id, 'prev', 'waiting')
    if claim.workerName ~= '' then
      redis.call('HSET', jobKey, 'processedOn', nowText, 'ats', starts, 'pb', claim.workerName)
    else
      redis.call('HSET', jobKey, 'processedOn', nowText, 'ats', starts)
    end
    taken[#taken + 1] = id
    reply[#reply + 1] = id
    reply[#reply + 1] = hash
  end

  -- Ids that are no jobs make another look necessary; the bound keeps a line full of them from holding Redis.
  local looks = 0
  while #taken < room and looks < 20 do
    looks = looks + 1
    local ids = redis.call('RPOP', keys.wait, room - #taken)
    if not ids then
      break
    end
    for i = 1, #ids do
      if not isLegacyMarker(ids[i]) then
        take(ids[i])
      end
    end
  end
  if #taken < room then
    local wanted = room - #taken
    local popped = redis.call('ZPOPMIN', keys.prioritized, wanted)
    for i = 1, #popped, 2 do
      take(popped[i])
    end
    if #popped < wanted * 2 then
      redis.call('DEL', keys.pc)
    end
  end

  if #taken > 0 then
    redis.call('LPUSH', keys.active, unpack(taken))
    redis.call('ZADD', keys.marker, 0, '0')
    if limit and counted > 0 and redis.call('INCRBY', keys.limiter, counted) == counted then
      redis.call('PEXPIRE', keys.limiter, math.max(1, math.floor(math.abs(window))))
    end
  end
  if #taken < room then
    reply[2] = nextDueMillis(keys.delayed)
  end
  return reply
end
