/**
 * Ids that we made, numbered in the order in which they came: 0, 1, 2 and so on. Plain data, some twenty bytes an id
 * where a Map of strings takes more than a hundred: views of events with a million entries stay small.
 */
export type IdRows = {
  size: number
  /** Sixty random bits of each id, in two numbers, by row. */
  keys: Uint32Array
  /** Open addressing with linear probing: the row plus one, 0 where a slot is free; at most half of them are taken. */
  slots: Int32Array
}

const FIRST_ROWS = 8

export function createIdRows(): IdRows {
  return { size: 0, keys: new Uint32Array(2 * FIRST_ROWS), slots: new Int32Array(2 * FIRST_ROWS) }
}

/** The row of an id, -1 when it has none. */
export function rowOf(rows: IdRows, id: string): number {
  return (rows.slots[slotOf(rows, halfOf(id, 11), halfOf(id, 17))] as number) - 1
}

/** The row of an id, a new one when it has none yet. */
export function addRow(rows: IdRows, id: string): number {
  const [high, low] = [halfOf(id, 11), halfOf(id, 17)]
  const slot = slotOf(rows, high, low)
  const known = rows.slots[slot] as number
  if (known > 0) return known - 1
  const row = rows.size
  rows.keys[2 * row] = high
  rows.keys[2 * row + 1] = low
  rows.slots[slot] = row + 1
  rows.size += 1
  if (2 * rows.size >= rows.slots.length) grow(rows)
  return row
}

/** An array twice as long, with the same beginning, when a row does not fit into this one. */
export function withRoomFor<A extends Uint8Array | Uint32Array | Float64Array>(column: A, row: number): A {
  if (row < column.length) return column
  const longer = new (column.constructor as new (length: number) => A)(Math.max(2 * column.length, row + 1))
  longer.set(column)
  return longer
}

/** The slot that holds an id, or the free one where it belongs. */
function slotOf({ keys, slots }: IdRows, high: number, low: number): number {
  const last = slots.length - 1
  for (let slot = mix(high, low) & last; ; slot = (slot + 1) & last) {
    const row = (slots[slot] as number) - 1
    if (row < 0 || (keys[2 * row] === high && keys[2 * row + 1] === low)) return slot
  }
}

function grow(rows: IdRows): void {
  const { keys, size } = rows
  rows.keys = new Uint32Array(2 * keys.length)
  rows.keys.set(keys)
  rows.slots = new Int32Array(2 * rows.slots.length)
  for (let row = 0; row < size; row += 1) {
    rows.slots[slotOf(rows, keys[2 * row] as number, keys[2 * row + 1] as number)] = row + 1
  }
}

/** Six characters of an own id as a number of 30 bits; its random characters begin behind the hash of the event. */
function halfOf(id: string, from: number): number {
  let value = 0
  for (let at = from; at < from + 6; at += 1) {
    const code = id.charCodeAt(at)
    // Letters are 0 to 25, the digits from 2 on are the rest.
    value = (value << 5) | ((code >= 97 ? code - 97 : code - 24) & 31)
  }
  return value
}

/** 32 bits that depend on every bit of both halves. */
function mix(high: number, low: number): number {
  let hash = Math.imul(high, 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13) ^ low, 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
