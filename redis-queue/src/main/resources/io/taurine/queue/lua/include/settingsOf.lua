-- Names and values of a hash in turns, ordered by name, and a digest of them: '' when there is no such hash, 'unreadable' when
-- the key is none, or has more fields than anybody's settings.
local function settingsOf(settingsKey)
  local size = redis.pcall('HLEN', settingsKey)
  if type(size) ~= 'number' or size > 500 then
    return {}, 'unreadable'
  end
  if size == 0 then
    return {}, ''
  end
  local stored = redis.call('HGETALL', settingsKey)
  local names, values = {}, {}
  for i = 1, #stored, 2 do
    names[#names + 1] = stored[i]
    values[stored[i]] = stored[i + 1]
  end
  table.sort(names)
  local flat, parts = {}, {}
  for i = 1, #names do
    local name, value = names[i], values[names[i]]
    flat[#flat + 1] = name
    flat[#flat + 1] = value
    -- With their lengths, so that no two hashes look the same.
    parts[#parts + 1] = #name .. ':' .. name .. #value .. ':' .. value
  end
  return flat, redis.sha1hex(table.concat(parts))
end
