/**
 * Takes one part of a batch (`Part` in positions/port.ts). KEYS: the event. ARGV: batch, since ('' for everything),
 * first, last ('1' or ''), version, owner, order, lanes, entries, waiting, seconds to keep a draft and to keep the rest;
 * then for each entry: id, customer, the customer's entries, document, place ('' or 'lane member type type …'), key.
 * A batch of several parts leaves the event torn until its last part: nobody reads it, and nobody else adds to it.
 */
export const PUT = `
local live = KEYS[1]
local batch, since, first, last = ARGV[1], ARGV[2], ARGV[3] == '1', ARGV[4] == '1'
local version, owner, order, lanes = ARGV[5], ARGV[6], ARGV[7], ARGV[8]
local entries, waiting, draft, keep = ARGV[9], ARGV[10], ARGV[11], ARGV[12]
local call = redis.call
local whole = since == ''
local meta = whole and live .. ':' .. batch or live
local there = tonumber(call('HGET', live, 'version') or '-1')

local function forget(hash, gen)
  for _, field in ipairs(call('HKEYS', hash)) do
    if string.sub(field, 1, 2) == 'n:' then call('UNLINK', live .. ':' .. gen .. ':' .. string.sub(field, 3)) end
  end
  call('UNLINK', hash)
end

if not whole and first then
  if there < 0 or call('HEXISTS', live, 'torn') == 1 then return { 'missing' } end
  if there < tonumber(since) then return { 'behind', there } end
end
if there > tonumber(version) and call('HEXISTS', live, 'torn') == 0 then
  if whole then forget(meta, batch) end
  return { 'ahead', there }
end
if whole and first then
  call('HSET', meta, 'gen', batch, 'order', order)
elseif not first and call('HGET', meta, whole and 'gen' or 'torn') ~= batch then
  return { 'missing' }
end
if call('HGET', meta, 'order') ~= order then
  if whole then forget(meta, batch) end
  return { 'missing' }
end
if not whole and not last then call('HSET', meta, 'torn', batch) end

local gen = call('HGET', meta, 'gen')
local base = live .. ':' .. gen .. ':'
local touched, broken = {}, false
local function key(name, count)
  if touched[name] == nil then
    touched[name] = count
    if call(count, base .. name) ~= tonumber(call('HGET', meta, 'n:' .. name) or '0') then broken = true end
  end
  return base .. name
end
local docs, places, of = key('docs', 'HLEN'), key('places', 'HLEN'), key('of', 'HLEN')

local function words(text)
  local list = {}
  for word in string.gmatch(text, '%S+') do list[#list + 1] = word end
  return list
end

for at = 13, #ARGV, 6 do
  local id, customer, ids, doc, place, score = unpack(ARGV, at, at + 5)
  local before = call('HGET', places, id)
  if before and before ~= place then
    local w = words(before)
    call('ZREM', key('l' .. w[1], 'ZCARD'), w[2])
    for n = 3, #w do call('ZREM', key('l' .. w[1] .. ':' .. w[n], 'ZCARD'), w[2]) end
    call('HDEL', places, id)
  end
  if place ~= '' then
    local w = words(place)
    call('ZADD', key('l' .. w[1], 'ZCARD'), score, w[2])
    for n = 3, #w do call('ZADD', key('l' .. w[1] .. ':' .. w[n], 'ZCARD'), score, w[2]) end
    call('HSET', places, id, place)
  end
  call('HSET', docs, id, doc)
  call('HSET', of, customer, ids)
end

for name, count in pairs(touched) do
  call('HSET', meta, 'n:' .. name, call(count, base .. name))
  if whole then call('EXPIRE', base .. name, draft) end
end
if whole then call('EXPIRE', meta, draft) end

if last and not broken then
  local standing = 0
  for lane = 0, tonumber(lanes) - 1 do standing = standing + call('ZCARD', base .. 'l' .. lane) end
  broken = standing ~= tonumber(waiting) or call('HLEN', docs) ~= tonumber(entries)
end
if broken then
  if whole then forget(meta, gen) else call('HSET', meta, 'torn', 'broken') end
  return { 'missing' }
end
if last then
  call('HSET', meta, 'version', version, 'owner', owner, 'lanes', lanes)
  call('HDEL', meta, 'torn')
  if whole then
    local old = call('HGET', live, 'gen')
    if old then forget(live, old) end
    call('RENAME', meta, live)
  end
  for _, field in ipairs(call('HKEYS', live)) do
    if string.sub(field, 1, 2) == 'n:' then call('EXPIRE', base .. string.sub(field, 3), keep) end
  end
  call('EXPIRE', live, keep)
end
return { 'taken' }
`

/** Forgets an event. KEYS: the event. */
export const DROP = `
local gen = redis.call('HGET', KEYS[1], 'gen')
for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
  if string.sub(field, 1, 2) == 'n:' then redis.call('UNLINK', KEYS[1] .. ':' .. gen .. ':' .. string.sub(field, 3)) end
end
return redis.call('UNLINK', KEYS[1])
`
