import { type Aside, createAside, NOWHERE } from './aside.ts'
import type { EntryTable } from './entry-table.ts'
import { createMinTree, OUT } from './min-tree.ts'
import { at, grown } from './numbers.ts'
import { createRankTree } from './rank-tree.ts'

/** Those of a lane who wait for one ticket type, or for the same group of types, by their slots. */
export type Column = {
  /** How many wait. */
  readonly size: number
  /** The least quantity that one of them takes. */
  least(): number
  /** Adds who has the last slot of the lane. */
  append(slot: number, minQuantity: number): void
  remove(slot: number): void
  /** Takes in again who was removed from its slot. */
  restore(slot: number, minQuantity: number): void
  /** Those of them who stand between the slots. */
  readonly aside: Pick<Aside, 'add' | 'remove'>
  /** How many wait at smaller slots. */
  before(slot: number): number
  /** The first slot behind `slot` whose entry takes `free` tickets or fewer; NOWHERE when there is none. */
  next(slot: number, free: number): number
}

/** So many members around the likely place are looked at first. */
const NEAR = 32

export function createColumn(table: EntryTable): Column {
  let slots = new Int32Array(8)
  let length = 0
  const ranks = createRankTree()
  const quantities = createMinTree()
  const aside = createAside(table)

  /** The index of the first member at or behind a slot. */
  function indexOf(slot: number): number {
    const last = length - 1
    if (last < 0 || at(slots, last) < slot) return length
    let low = 0
    let high = last
    // Members stand about evenly in their lane, so the place is near the one that the slot's share of the lane says. To
    // look there first touches less memory than halving a list of a million does.
    const guess = Math.floor((slot / at(slots, last)) * last) || 0
    for (let reach = NEAR; reach < last; reach *= 8) {
      const from = Math.max(guess - reach, 0)
      const to = Math.min(guess + reach, last)
      if (at(slots, to) < slot || (from > 0 && at(slots, from) >= slot)) continue
      low = from
      high = to
      break
    }
    while (low < high) {
      const middle = (low + high) >>> 1
      if (at(slots, middle) < slot) low = middle + 1
      else high = middle
    }
    return low
  }

  return {
    get size() {
      return ranks.size + aside.size
    },
    aside,
    least: () => (aside.size === 0 ? quantities.least() : Math.min(quantities.least(), aside.least())),
    append(slot, minQuantity) {
      if (length === slots.length) slots = grown(slots)
      slots[length] = slot
      length += 1
      ranks.append()
      quantities.append(minQuantity)
    },
    remove(slot) {
      const index = indexOf(slot)
      ranks.change(index, -1)
      quantities.set(index, OUT)
    },
    restore(slot, minQuantity) {
      const index = indexOf(slot)
      ranks.change(index, 1)
      quantities.set(index, minQuantity)
    },
    before: (slot) => ranks.before(indexOf(slot)) + aside.before(slot),
    next(slot, free) {
      const index = quantities.next(indexOf(Math.floor(slot) + 1), free)
      return Math.min(index < 0 ? NOWHERE : at(slots, index), aside.next(slot, free))
    },
  }
}
