--@include childCompleted
--@include childFailed
--@include finishDeduplication
--@include listEnded
--@include parentOf
-- What the end of a job of a batch means for others: for the job that its deduplication id kept back, and for its parent.
local function endWithKin(batch, target, id, jobKey, parentKey, deduplicationId, value)
  if deduplicationId then
    finishDeduplication(batch.keys, batch.base, batch.meta, id, deduplicationId, batch.now)
    -- The job that was kept for this moment may be a child of another one of this batch.
    batch.anyChildren = true
  end
  local parentBase, parentId, policy = parentOf(parentKey, parentKey and redis.call('HGET', jobKey, 'parent'))
  if parentBase then
    -- The parent may have ended in this batch.
    listEnded(batch, 'completed')
    listEnded(batch, 'failed')
    if target == 'completed' then
      childCompleted(parentBase, parentId, jobKey, value, batch.now)
    else
      childFailed(parentBase, parentId, policy, jobKey, value, batch.now)
    end
  end
end
