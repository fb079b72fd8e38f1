--@include-lazily claiming isLegacyMarker nextDueMillis promoteDelayed
--[[
  Moves up to claim.wanted jobs from the line to active and locks them for the caller.
  claim: token, lockMillis, wanted (a text), workerName ('' for none), limiterMax and limiterMillis (nil for none), nowText, and
  noneDelayed where the caller knows that no job is. Appends the reply of claim.lua to reply; returns how many jobs it took.
]]
local function claimJobs(keys, base, now, meta, claim, reply)
  if not claim.noneDelayed then
    local due = redis.call('ZRANGEBYSCORE', keys.delayed, '0', (now + 1) * 4096 - 1, 'LIMIT', '0', '100')
    if #due > 0 then
      claiming().promoteDelayed(keys, base, due, meta)
    end
  end

  local last, dropped = #reply, {}
  reply[last + 1], reply[last + 2], reply[last + 3], reply[last + 4] = 0, 0, now, dropped
  local wanted = tonumber(claim.wanted)
  local room = wanted
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
        reply[last + 1] = ttl
        return 0
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

  if not meta.paused and meta.concurrency then
    room = math.min(room, meta.concurrency - redis.call('LLEN', keys.active))
  end
  if meta.paused or room <= 0 then
    reply[last + 2] = -1
    return 0
  end

  local taken, counted = {}, 0
  local isLineEmpty, looks = false, 0
  -- Ids that are no jobs make another look necessary; the bounds keep a line full of them from holding Redis.
  while #taken < room and looks < 40 do
    looks = looks + 1
    -- A number costs more than a text: Redis gets 17 digits of it.
    local most = room - #taken
    local ids = not isLineEmpty and looks <= 20 and redis.call('RPOP', keys.wait, most == wanted and claim.wanted or most)
    if not ids then
      isLineEmpty = true
      ids = redis.call('ZPOPMIN', keys.prioritized, most)
      for i = 1, #ids / 2 do
        ids[i] = ids[i * 2 - 1]
      end
      for i = #ids, #ids / 2 + 1, -1 do
        ids[i] = nil
      end
      if #ids < most then
        redis.call('DEL', keys.pc)
        looks = 40
      end
    end
    for i = 1, #ids do
      local id = ids[i]
      local jobKey = base .. id
      -- An id that names some other key is no job either; an error here would lose the ids popped with it.
      local hash = redis.pcall('HGETALL', jobKey)
      if hash.err or #hash == 0 then
        if not claiming().isLegacyMarker(id) then
          dropped[#dropped + 1] = id
        end
      else
        local starts, deferred = '1', false
        for f = 1, #hash, 2 do
          local field = hash[f]
          if field == 'ats' then
            starts = string.format('%d', (tonumber(hash[f + 1]) or 0) + 1)
          elseif field == 'defa' then
            deferred = true
          end
        end
        if not deferred then
          counted = counted + 1
        end
        if claim.token ~= '0' then
          redis.call('PSETEX', jobKey .. ':lock', claim.lockMillis, claim.token)
        end
        if meta.tellsAttempts then
          redis.call('XADD', keys.events, '*', 'event', 'active', 'jobId', id, 'prev', 'waiting', 'ats', starts,
            'worker', claim.workerName)
        else
          redis.call('XADD', keys.events, '*', 'event', 'active', 'jobId', id, 'prev', 'waiting')
        end
        if claim.workerName ~= '' then
          redis.call('HSET', jobKey, 'processedOn', claim.nowText, 'ats', starts, 'pb', claim.workerName)
        else
          redis.call('HSET', jobKey, 'processedOn', claim.nowText, 'ats', starts)
        end
        local count = #taken + 1
        taken[count] = id
        reply[last + 3 + count * 2], reply[last + 4 + count * 2] = id, hash
      end
    end
  end

  if #taken > 0 then
    redis.call('LPUSH', keys.active, unpack(taken))
    redis.call('ZADD', keys.marker, '0', '0')
    if limit and counted > 0 and redis.call('INCRBY', keys.limiter, counted) == counted then
      redis.call('PEXPIRE', keys.limiter, math.max(1, math.floor(math.abs(window))))
    end
  end
  if #taken < room and not claim.noneDelayed then
    reply[last + 2] = claiming().nextDueMillis(keys.delayed)
  end
  return #taken
end
