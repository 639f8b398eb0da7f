import type { EntryTable } from './entry-table.ts'
import { ANY, OUT } from './min-tree.ts'

/** The place that is behind every slot: nobody was found. */
export const NOWHERE = Number.POSITIVE_INFINITY

/**
 * Rows that stand between the slots of a lane, in order: who came into the middle, until the lane is built anew. Their
 * slots are the broken numbers between. They are few, so the others need not know of them.
 */
export type Aside = {
  readonly size: number
  /** In order. */
  readonly rows: readonly number[]
  slotAt(index: number): number
  /** The index that a row has, or will have. */
  indexFor(row: number): number
  /** Gives those between a slot and the one before it slots as far apart as can be. */
  spread(slot: number): void
  /** The least quantity that one of them takes. */
  least(): number
  /** Adds a row that has its slot. */
  add(row: number): void
  remove(row: number): void
  /** The row at a slot. */
  rowAt(slot: number): number
  /** How many stand at smaller slots. */
  before(slot: number): number
  /** The first slot behind `slot` whose entry takes `free` tickets or fewer; NOWHERE when there is none. */
  next(slot: number, free: number): number
}

export function createAside(table: EntryTable): Aside {
  const rows: number[] = []
  const slotAt = (index: number) => table.slot(rows[index] as number)

  /** The first index of which something is not so; it is so of all before it. */
  function firstNot(isSo: (index: number) => boolean): number {
    let low = 0
    let high = rows.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (isSo(middle)) low = middle + 1
      else high = middle
    }
    return low
  }

  const before = (slot: number) => firstNot((index) => slotAt(index) < slot)

  return {
    get size() {
      return rows.length
    },
    rows,
    slotAt,
    indexFor: (row) => firstNot((index) => table.compare(rows[index] as number, row) < 0),
    spread(slot) {
      const [from, to] = [before(slot - 1), before(slot)]
      for (let index = from; index < to; index += 1) {
        table.setSlot(rows[index] as number, slot - 1 + (index - from + 1) / (to - from + 1))
      }
    },
    least: () => rows.reduce((least, row) => Math.min(least, table.minQuantity(row)), OUT),
    add: (row) => void rows.splice(before(table.slot(row)), 0, row),
    remove: (row) => void rows.splice(before(table.slot(row)), 1),
    rowAt: (slot) => rows[before(slot)] as number,
    before,
    next(slot, free) {
      if (rows.length === 0) return NOWHERE
      let index = before(slot)
      if (index < rows.length && slotAt(index) === slot) index += 1
      while (free < ANY && index < rows.length && table.minQuantity(rows[index] as number) > free) index += 1
      return index < rows.length ? slotAt(index) : NOWHERE
    },
  }
}
