import type { LineEntry } from './line-types.ts'
import { at, grown } from './numbers.ts'
import type { Wish, Wishes } from './wishes.ts'

/** The entries of a line, a row each. Rows are numbers and are used again once freed. */
export type EntryTable = {
  /** Writes a waiting entry into a free row; it has no place yet. */
  add(entry: LineEntry): number
  /** Marks that the entry waits no more; the row stays until it is freed. */
  retire(row: number): void
  free(row: number): void
  isWaiting(row: number): boolean
  entry(row: number): LineEntry
  entryId(row: number): string
  quantity(row: number): number
  minQuantity(row: number): number
  wish(row: number): Wish
  lane(row: number): number
  /** A whole number for a slot of the lane, a broken one between two. */
  slot(row: number): number
  key(row: number): number
  score(row: number): number
  setLane(row: number, lane: number, key: number): void
  setSlot(row: number, slot: number): void
  /** Negative when a stands ahead of b in their lane: by key, then by score, then by id; 0 for the same place. */
  compare(a: number, b: number): number
}

// The fields of a row stand side by side in two typed arrays: an object for each entry takes twice the memory.
const QUANTITY = 0
const MIN_QUANTITY = 1
const WISH = 2
const TIER = 3
const WAITING = 4
const LANE = 5
const WIDTH = 6

const SCORE = 0
const KEY = 1
const JOINED_AT = 2
const SLOT = 3
const MEASURES = 4

export function createEntryTable(wishes: Wishes): EntryTable {
  const entryIds: string[] = []
  const vacant: number[] = []
  const tiers: string[] = []
  const tierNumbers = new Map<string, number>()
  let fields = new Int32Array(8 * WIDTH)
  let measures = new Float64Array(8 * MEASURES)

  const field = (row: number, name: number) => at(fields, row * WIDTH + name)
  const measure = (row: number, name: number) => at(measures, row * MEASURES + name)
  const wish = (row: number) => wishes.wish(field(row, WISH))
  const entryId = (row: number) => entryIds[row] as string

  function set(row: number, name: number, value: number): void {
    fields[row * WIDTH + name] = value
  }

  function tierNumber(tier: string): number {
    const known = tierNumbers.get(tier)
    if (known !== undefined) return known
    tierNumbers.set(tier, tiers.length)
    return tiers.push(tier) - 1
  }

  return {
    add(entry) {
      const row = vacant.pop() ?? entryIds.length
      if (row * WIDTH === fields.length) {
        fields = grown(fields)
        measures = grown(measures)
      }
      entryIds[row] = entry.entryId
      set(row, QUANTITY, entry.quantity)
      set(row, MIN_QUANTITY, entry.minQuantity)
      set(row, WISH, wishes.numberOf(entry.ticketTypes))
      set(row, TIER, tierNumber(entry.tier))
      set(row, WAITING, 1)
      measures[row * MEASURES + SCORE] = entry.score
      measures[row * MEASURES + JOINED_AT] = entry.joinedAt
      return row
    },
    retire: (row) => set(row, WAITING, 0),
    free(row) {
      entryIds[row] = ''
      vacant.push(row)
    },
    isWaiting: (row) => field(row, WAITING) === 1,
    entry: (row) => ({
      entryId: entryId(row),
      tier: tiers[field(row, TIER)] as string,
      ticketTypes: wish(row).ticketTypes,
      quantity: field(row, QUANTITY),
      minQuantity: field(row, MIN_QUANTITY),
      score: measure(row, SCORE),
      joinedAt: measure(row, JOINED_AT),
    }),
    entryId,
    quantity: (row) => field(row, QUANTITY),
    minQuantity: (row) => field(row, MIN_QUANTITY),
    wish,
    lane: (row) => field(row, LANE),
    slot: (row) => measure(row, SLOT),
    key: (row) => measure(row, KEY),
    score: (row) => measure(row, SCORE),
    setLane(row, lane, key) {
      set(row, LANE, lane)
      measures[row * MEASURES + KEY] = key
    },
    setSlot(row, slot) {
      measures[row * MEASURES + SLOT] = slot
    },
    compare(a, b) {
      const difference = measure(a, KEY) - measure(b, KEY) || measure(a, SCORE) - measure(b, SCORE)
      if (difference !== 0 || entryId(a) === entryId(b)) return difference
      return entryId(a) < entryId(b) ? -1 : 1
    },
  }
}
