-- Whether a result says that its job was not run: {"taurine:skipped":"why"}, and nothing else.
local function isSkipped(result)
  if string.sub(result or '', 1, 18) ~= '{"taurine:skipped"' then
    return false
  end
  local read, value = pcall(cjson.decode, result)
  return read and type(value) == 'table' and next(value, (next(value))) == nil
end
