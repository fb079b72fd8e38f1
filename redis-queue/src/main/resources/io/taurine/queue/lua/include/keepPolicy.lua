-- What a job's own option removeOnComplete or removeOnFail, as decoded JSON, keeps; nil when everything stays.
local function keepPolicy(option)
  if option == true then
    return { count = 0 }
  end
  if type(option) == 'number' then
    return option >= 0 and { count = option } or nil
  end
  if type(option) ~= 'table' then
    return nil
  end
  local count, age = tonumber(option.count), tonumber(option.age)
  if count and count < 0 then
    count = nil
  end
  if not count and not age then
    return nil
  end
  return { count = count, ageMillis = age and math.floor(age * 1000), limit = tonumber(option.limit) or 1000 }
end
