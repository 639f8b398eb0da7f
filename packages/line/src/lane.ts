import { createAside } from './aside.ts'
import { type Columns, createColumns } from './columns.ts'
import type { EntryTable } from './entry-table.ts'
import { at, grown } from './numbers.ts'
import { createRankTree } from './rank-tree.ts'

/**
 * Entries in the order of their keys, each in a slot. Slots are appended; who is removed leaves an empty one. Who comes
 * into the middle stands between two slots, until there are so many of these that the lane is built anew.
 */
export type Lane = {
  /** How many wait. */
  readonly size: number
  /** How many wait at smaller slots. O(log n). */
  before(slot: number): number
  /** The row that has or had a slot. */
  rowAt(slot: number): number
  /** The row of who waits and has so many before it; there must be one. O(log n). */
  nth(before: number): number
  readonly columns: Columns
  /** Gives a row its place: at the end, in the empty slot it had, or between two slots. */
  put(row: number): void
  remove(row: number): void
  /** The rows of those who wait, in order. */
  rows(): Generator<number>
  /** The rows of those who wait; the others are freed. The lane is of no use afterwards. */
  dissolve(): number[]
}

/** Fewer slots than that are not worth compacting, and so many may always stand between them. */
const FEW = 64

export function createLane(table: EntryTable): Lane {
  let slots = new Int32Array(8)
  let length = 0
  let ranks = createRankTree()
  let columns = createColumns(table)
  let aside = createAside(table)

  const isBetween = (slot: number) => !Number.isInteger(slot)
  const rowAt = (slot: number) => (isBetween(slot) ? aside.rowAt(slot) : at(slots, slot))
  /** How many in slots stand ahead of a place, of a row between them too. */
  const before = (slot: number) => ranks.before(Math.ceil(slot))

  function* everyRow(): Generator<number> {
    const between = aside.rows
    let next = 0
    for (let slot = 0; slot < length; slot += 1) {
      for (; next < between.length && table.slot(at(between, next)) < slot; next += 1) yield at(between, next)
      yield at(slots, slot)
    }
    for (; next < between.length; next += 1) yield at(between, next)
  }

  function append(row: number): void {
    if (length === slots.length) slots = grown(slots)
    slots[length] = row
    table.setSlot(row, length)
    ranks.append()
    columns.append(row, length)
    length += 1
  }

  /** The broken number for a row that comes in ahead of a slot, between those who stand there already. */
  function placeAhead(row: number, slot: number): number {
    const index = aside.indexFor(row)
    const low = index > 0 ? Math.max(slot - 1, aside.slotAt(index - 1)) : slot - 1
    const high = index < aside.size ? Math.min(slot, aside.slotAt(index)) : slot
    const middle = low + (high - low) / 2
    if (low < middle && middle < high) return middle
    aside.spread(slot)
    return placeAhead(row, slot)
  }

  function insert(row: number, slot: number): void {
    table.setSlot(row, placeAhead(row, slot))
    aside.add(row)
    columns.insert(row)
    if (aside.size > FEW + length / FEW) rebuild()
  }

  function restore(row: number, slot: number): void {
    table.free(rowAt(slot))
    slots[slot] = row
    table.setSlot(row, slot)
    ranks.change(slot, 1)
    columns.restore(row, slot)
  }

  /** The first slot whose entry does not stand ahead of a row. */
  function slotFor(row: number): number {
    if (length === 0 || table.compare(rowAt(length - 1), row) < 0) return length
    let low = 0
    let high = length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (table.compare(rowAt(middle), row) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Whether a slot is the empty one of the same entry, in the same columns. */
  function isOwn(slot: number, row: number): boolean {
    return table.compare(rowAt(slot), row) === 0 && table.wish(rowAt(slot)) === table.wish(row)
  }

  function dissolve(): number[] {
    const waiting: number[] = []
    for (const row of everyRow()) {
      if (table.isWaiting(row)) waiting.push(row)
      else table.free(row)
    }
    return waiting
  }

  /** Gives everybody who waits a slot of their own. */
  function rebuild(): void {
    const rows = dissolve()
    slots = new Int32Array(8)
    length = 0
    ranks = createRankTree()
    columns = createColumns(table)
    aside = createAside(table)
    for (const row of rows) append(row)
  }

  return {
    get size() {
      return ranks.size + aside.size
    },
    get columns() {
      return columns
    },
    before: (slot) => before(slot) + aside.before(slot),
    rowAt,
    nth(count) {
      let low = 0
      let high = aside.size
      const rankOf = (index: number) => index + before(aside.slotAt(index))
      while (low < high) {
        const middle = (low + high) >>> 1
        if (rankOf(middle) < count) low = middle + 1
        else high = middle
      }
      return low < aside.size && rankOf(low) === count ? at(aside.rows, low) : at(slots, ranks.find(count - low))
    },
    put(row) {
      const slot = slotFor(row)
      if (slot === length) append(row)
      else if (isOwn(slot, row)) restore(row, slot)
      else insert(row, slot)
    },
    remove(row) {
      table.retire(row)
      const slot = table.slot(row)
      if (isBetween(slot)) {
        aside.remove(row)
        columns.withdraw(row)
        table.free(row)
        return
      }
      ranks.change(slot, -1)
      columns.remove(row, slot)
      if (length > FEW && length > 2 * ranks.size) rebuild()
    },
    *rows() {
      for (const row of everyRow()) if (table.isWaiting(row)) yield row
    },
    dissolve,
  }
}
