/**
 * Finds where a customer stands. KEYS: the event. ARGV: customer. Gives false when the event is not there as it was left;
 * else version, owner, and per entry its document and, when it waits, its place: lane, member, the size of each lane, its
 * own rank, and per type the name, the size in each lane, and its own rank there.
 */
export const FIND = `
local live, customer = KEYS[1], ARGV[1]
local call = redis.call
local head = call('HMGET', live, 'version', 'owner', 'lanes', 'gen', 'torn')
local version, owner, lanes, gen = head[1], head[2], tonumber(head[3]), head[4]
if not version or head[5] then return false end
local base = live .. ':' .. gen .. ':'
local function isWhole(name, size) return size == tonumber(call('HGET', live, 'n:' .. name) or '0') end
for _, name in ipairs({ 'docs', 'places', 'of' }) do
  if not isWhole(name, call('HLEN', base .. name)) then return false end
end

local broken = false
local function sizes(suffix)
  local list = {}
  for lane = 0, lanes - 1 do
    local name = 'l' .. lane .. suffix
    local size = call('ZCARD', base .. name)
    if not isWhole(name, size) then broken = true end
    list[#list + 1] = size
  end
  return list
end

local found = {}
for id in string.gmatch(call('HGET', base .. 'of', customer) or '', '%S+') do
  local entry = { call('HGET', base .. 'docs', id) }
  local place = call('HGET', base .. 'places', id)
  if place then
    local lane, member, types
    for word in string.gmatch(place, '%S+') do
      if not lane then lane = word elseif not member then member, types = word, {} else types[#types + 1] = word end
    end
    local ranks = {}
    for at, name in ipairs(types) do
      ranks[at] = { name, sizes(':' .. name), call('ZRANK', base .. 'l' .. lane .. ':' .. name, member) }
    end
    entry[2] = { lane, member, sizes(''), call('ZRANK', base .. 'l' .. lane, member), ranks }
  end
  found[#found + 1] = entry
end
if broken then return false end
return { version, owner, found }
`
