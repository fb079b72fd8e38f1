-- Why the job was cancelled under the lock with this token; nil when it was not, or only under an earlier one.
local function cancelReason(jobKey, token)
  local mark = redis.call('HGET', jobKey, 'cancelled')
  if mark then
    local known, cancel = pcall(cjson.decode, mark)
    if known and type(cancel) == 'table' and cancel.token == token
      and type(cancel.reason) == 'string' then
      return cancel.reason
    end
  end
  return nil
end
