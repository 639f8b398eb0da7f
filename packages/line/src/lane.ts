import { type Columns, createColumns } from './columns.ts'
import type { EntryTable } from './entry-table.ts'
import { at, grown } from './numbers.ts'
import { createRankTree } from './rank-tree.ts'

/** Entries in the order of their keys, each in a slot. Slots are appended; who is removed leaves an empty one. */
export type Lane = {
  /** How many have a slot; with the answers below it counts everybody once the lane is settled. */
  readonly size: number
  /** How many wait at smaller slots. */
  before(slot: number): number
  /** The row that has or had a slot. */
  rowAt(slot: number): number
  readonly columns: Columns
  /** Gives a row its place: at the end, or in the empty slot it had; any other place is made by `settle`. */
  put(row: number): void
  remove(row: number): void
  /** Makes the places that are missing; a question comes after it. */
  settle(): void
  /** The rows of those who wait, in order once the lane is settled. */
  rows(): Generator<number>
  /** The rows of those who wait; the others are freed. The lane is of no use afterwards. */
  dissolve(): number[]
}

/** Fewer slots than that are not worth compacting. */
const FEW = 64

/** The slot of an entry whose place is missing. */
const NONE = -1

export function createLane(table: EntryTable): Lane {
  let slots = new Int32Array(8)
  let length = 0
  let ranks = createRankTree()
  let columns = createColumns(table)
  // Those whose place is missing, and who of them was removed again.
  let late: number[] = []

  const rowAt = (slot: number) => at(slots, slot)

  function* everyRow(): Generator<number> {
    for (let slot = 0; slot < length; slot += 1) yield rowAt(slot)
    yield* late
  }

  function append(row: number): void {
    if (length === slots.length) slots = grown(slots)
    slots[length] = row
    table.setSlot(row, length)
    ranks.append()
    columns.append(row, length)
    length += 1
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

  function rebuild(): void {
    const rows = dissolve()
    if (late.length > 0) rows.sort(table.compare)
    slots = new Int32Array(8)
    length = 0
    ranks = createRankTree()
    columns = createColumns(table)
    late = []
    for (const row of rows) append(row)
  }

  return {
    get size() {
      return ranks.size
    },
    get columns() {
      return columns
    },
    before: (slot) => ranks.before(slot),
    rowAt,
    put(row) {
      const slot = slotFor(row)
      if (slot === length) return append(row)
      if (isOwn(slot, row)) return restore(row, slot)
      table.setSlot(row, NONE)
      late.push(row)
      if (late.length > length + FEW) rebuild()
    },
    remove(row) {
      table.retire(row)
      const slot = table.slot(row)
      if (slot === NONE) return
      ranks.change(slot, -1)
      columns.remove(row, slot)
      if (length > FEW && length > 2 * ranks.size) rebuild()
    },
    settle() {
      if (late.length > 0) rebuild()
    },
    *rows() {
      for (const row of everyRow()) if (table.isWaiting(row)) yield row
    },
    dissolve,
  }
}
