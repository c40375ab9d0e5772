-- Rows of feeds. A row is one string: a head of 22 bytes, then at most 500 entries of 8 bytes as a ring.
--
--   version 8 | newest entry 8 | next slot 2 | entries 2 | flags 2        all big-endian
--
-- Entries stand in order from the oldest on; until the ring is full it begins at slot 0, then at the next slot.
-- An entry is an order id, compared in two halves because numbers here hold 53 bits only.
-- While a row is built, `<row>:new` lists what is stored meanwhile: 8 bytes that name the list, then entries.

local HEAD, HEAD_BYTES, SLOTS = '>I8I4I4I2I2I2', 22, 500
local NOTHING = '\0\0\0\0\0\0\0\0'
local STALE, BUILDING = 1, 2
local LIST_BYTES_MAX = 8 + 8 * 4000 -- Beyond it the builders that count on the list find it gone, and begin anew.

-- While a library is loaded these are not there yet to be given a name.
local function call(...) return redis.call(...) end
local function pack(...) return struct.pack(...) end
local function unpack(...) return struct.unpack(...) end

local function is_stale(flags) return flags % 2 == STALE end

local function note(key, entries)
  -- What every builder of this row must find. False when nobody builds any more.
  local list = key .. ':new'
  if call('EXISTS', list) == 0 then return false end
  if call('APPEND', list, entries) > LIST_BYTES_MAX then call('DEL', list) end
  return true
end

local function in_order(row, next_slot, entries)
  if entries < SLOTS then return string.sub(row, HEAD_BYTES + 1, HEAD_BYTES + 8 * entries) end
  local cut = HEAD_BYTES + 8 * next_slot
  return string.sub(row, cut + 1) .. string.sub(row, HEAD_BYTES + 1, cut)
end

local function with(ordered, id, hi, lo)
  -- The entries with one more, or nil when it is there already or older than a full row.
  local place = #ordered / 8
  while place > 0 do
    local ehi, elo = unpack('>I4I4', ordered, 8 * place - 7)
    if ehi == hi and elo == lo then return nil end
    if ehi < hi or (ehi == hi and elo < lo) then break end
    place = place - 1
  end
  if place == 0 and #ordered >= 8 * SLOTS then return nil end
  return string.sub(string.sub(ordered, 1, 8 * place) .. id .. string.sub(ordered, 8 * place + 1), -8 * SLOTS)
end

local function row_of(version, flags, ordered)
  local entries = #ordered / 8
  local newest = entries > 0 and string.sub(ordered, -8) or NOTHING
  return pack('>I8', version) .. newest .. pack('>I2I2I2', entries % SLOTS, entries, flags) .. ordered
end

-- KEYS: rows, ARGV: the entry as 8 bytes and as two halves. How many rows took it.
local function push(keys, args)
  -- By names of its own: a third quicker than through the functions above.
  local call, pack, unpack = redis.call, struct.pack, struct.unpack
  local id, hi, lo = args[1], tonumber(args[2]), tonumber(args[3])
  local took = 0
  for _, key in ipairs(keys) do
    local head = call('GETRANGE', key, 0, HEAD_BYTES - 1)
    if #head == HEAD_BYTES then
      local version, nhi, nlo, slot, entries, flags = unpack(HEAD, head)
      if flags >= BUILDING and not note(key, id) then flags = flags - BUILDING end
      if not is_stale(flags) then
        if hi > nhi or (hi == nhi and lo > nlo) then
          call('SETRANGE', key, HEAD_BYTES + 8 * slot, id)
          local more = entries < SLOTS and entries + 1 or SLOTS
          call('SETRANGE', key, 0, pack('>I8c8I2I2I2', version + 1, id, (slot + 1) % SLOTS, more, flags))
          took = took + 1
        else
          local ordered = with(in_order(call('GET', key), slot, entries), id, hi, lo)
          if ordered then
            call('SET', key, row_of(version + 1, flags, ordered), 'KEEPTTL')
            took = took + 1
          end
        end
      end
    end
  end
  return took
end

-- KEYS: a row, ARGV: how many of the newest entries. They as bytes from the oldest on; nil when the row is stale.
local function page(keys, args)
  local head = call('GETRANGE', keys[1], 0, HEAD_BYTES - 1)
  if #head < HEAD_BYTES then return false end
  local _, _, _, slot, entries, flags = unpack(HEAD, head)
  if is_stale(flags) then return false end
  local wanted = math.min(tonumber(args[1]), entries)
  if wanted == 0 then return '' end
  local stop = entries < SLOTS and entries or slot
  local start = stop - wanted
  local last = HEAD_BYTES + 8 * stop - 1
  if start >= 0 then return call('GETRANGE', keys[1], HEAD_BYTES + 8 * start, last) end
  local older = call('GETRANGE', keys[1], HEAD_BYTES + 8 * (SLOTS + start), HEAD_BYTES + 8 * SLOTS - 1)
  return stop == 0 and older or older .. call('GETRANGE', keys[1], HEAD_BYTES, last)
end

-- KEYS: a row, ARGV: 8 bytes to name a new list, seconds. The name of the list and how many entries it has.
local function begin(keys, args)
  local key, list = keys[1], keys[1] .. ':new'
  local noted = call('GET', list)
  if noted then
    call('EXPIRE', list, args[2])
  else
    noted = args[1]
    call('SET', list, noted, 'EX', args[2])
  end
  local head = call('GETRANGE', key, 0, HEAD_BYTES - 1)
  if #head < HEAD_BYTES then
    call('SET', key, row_of(0, STALE + BUILDING, ''), 'EX', args[2])
  else
    local flags = unpack('>I2', head, HEAD_BYTES - 1)
    call('SETRANGE', key, HEAD_BYTES - 2, pack('>I2', flags % 2 + BUILDING))
    if is_stale(flags) then call('EXPIRE', key, args[2]) end
  end
  return { string.sub(noted, 1, 8), (#noted - 8) / 8 }
end

-- KEYS: a row, ARGV: entries in order, a version for a new row, seconds, and the list that `begin` named (or '')
-- with how many of its entries to leave out. 0 when that list is gone: then the row is stale, for it may miss some.
local function rewrite(keys, args)
  local key, ordered = keys[1], args[1]
  if args[4] ~= '' then
    local noted = call('GET', key .. ':new')
    if not noted or string.sub(noted, 1, 8) ~= args[4] then
      call('DEL', key)
      return 0
    end
    for at = 9 + 8 * tonumber(args[5]), #noted, 8 do
      local hi, lo = unpack('>I4I4', noted, at)
      ordered = with(ordered, string.sub(noted, at, at + 7), hi, lo) or ordered
    end
  end
  local version = tonumber(args[2])
  local head = call('GETRANGE', key, 0, 7)
  if #head == 8 then version = math.max(version, unpack('>I8', head) + 1) end
  -- Another builder that began earlier must not undo this row with what it read before.
  local flags = note(key, ordered) and BUILDING or 0
  call('SET', key, row_of(version, flags, ordered), 'EX', args[3])
  return 1
end
