-- The options of a job with another number of attempts. The rest stays as it was written: Lua would round large numbers.
local function withAttempts(json, attempts)
  local read, options = pcall(cjson.decode, json)
  if not read or type(options) ~= 'table' or not string.match(json, '^%s*{') then
    return '{"attempts":' .. attempts .. '}'
  end
  -- Only the outermost field counts; what others hold may have one of that name.
  local depth, at, inText = 0, 1, false
  while at <= #json do
    local char = string.sub(json, at, at)
    if inText then
      if char == '\\' then
        at = at + 1
      elseif char == '"' then
        inText = false
      end
    elseif char == '"' then
      local from, to = string.find(json, '^"attempts"%s*:%s*[%d.eE+-]+', at)
      if depth == 1 and from then
        return string.sub(json, 1, from - 1) .. '"attempts":' .. attempts .. string.sub(json, to + 1)
      end
      inText = true
    elseif char == '{' or char == '[' then
      depth = depth + 1
    elseif char == '}' or char == ']' then
      depth = depth - 1
    end
    at = at + 1
  end
  local rest = string.match(json, '^%s*{(.*)$')
  return '{"attempts":' .. attempts .. (string.match(rest, '^%s*}') and '' or ',') .. rest
end
