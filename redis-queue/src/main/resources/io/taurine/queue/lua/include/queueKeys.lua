-- The keys of the queue whose base (prefix:queue:) this is, for queues that are only known at run time.
local function queueKeys(base)
  return {
    wait = base .. 'wait', active = base .. 'active', prioritized = base .. 'prioritized', pc = base .. 'pc',
    delayed = base .. 'delayed', meta = base .. 'meta', marker = base .. 'marker', events = base .. 'events',
    waitingChildren = base .. 'waiting-children'
  }
end
