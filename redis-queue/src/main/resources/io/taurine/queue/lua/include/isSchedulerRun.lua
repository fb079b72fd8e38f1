--@include schedulerRunId
-- True for the run that its job scheduler waits for: removing it would end the schedule.
local function isSchedulerRun(base, id, schedulerId)
  if not schedulerId or schedulerId == '' then
    return false
  end
  local due = redis.call('ZSCORE', base .. 'repeat', schedulerId)
  return due ~= false and id == schedulerRunId(schedulerId, tonumber(due))
end
