--@include callInChunks
-- Puts jobs of a batch that ended into their set, all at once.
local function listEnded(batch, target)
  callInChunks('ZADD', batch.keys[target], batch[target])
  batch[target] = {}
end
