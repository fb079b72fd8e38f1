--[[
  True when the job is that parent or a parent of it, near or far; nil when that takes more looks than are left. The function
  parentKeyOf tells the parent of a job, '' for none; looks.left is what one call has for all its jobs, and what ends a circle.
]]
local function isAncestor(jobKey, parentKey, parentKeyOf, looks)
  while parentKey ~= '' do
    if parentKey == jobKey then
      return true
    end
    if looks.left == 0 then
      return nil
    end
    looks.left = looks.left - 1
    parentKey = parentKeyOf(parentKey)
  end
  return false
end
