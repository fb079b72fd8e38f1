--@include startJobs
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
  -- Ids that are no jobs make another look necessary; the bounds keep a line full of them from holding Redis.
  local most, looks = room, 20
  while most > 0 and looks > 0 do
    -- A number costs more than a text: Redis gets 17 digits of it.
    local ids = redis.call('RPOP', keys.wait, most == wanted and claim.wanted or most) or {}
    counted = counted + startJobs(keys, base, meta, claim, ids, taken, dropped, reply)
    looks = #ids == most and looks - 1 or 0
    most = room - #taken
  end
  looks = 20
  while most > 0 and looks > 0 do
    local popped, ids = redis.call('ZPOPMIN', keys.prioritized, most), {}
    for i = 1, #popped, 2 do
      ids[#ids + 1] = popped[i]
    end
    counted = counted + startJobs(keys, base, meta, claim, ids, taken, dropped, reply)
    looks = looks - 1
    if #ids < most then
      redis.call('DEL', keys.pc)
      looks = 0
    end
    most = room - #taken
  end
  for i = #dropped, 1, -1 do
    if claiming().isLegacyMarker(dropped[i]) then
      table.remove(dropped, i)
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
