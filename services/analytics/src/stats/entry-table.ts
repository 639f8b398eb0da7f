import type { EntryStatus } from '@waitlist/contracts'
import { addRow, createIdRows, type IdRows, rowOf, withRoomFor } from '@waitlist/views'

/** What entries have in common that want the same. */
export type Wish = { readonly tier: string; readonly ticketTypes: readonly string[] }

/** An entry as far as its counting needs it. */
export type CountedEntry = {
  readonly wish: Wish
  /** In ms. */
  readonly joinedAt: number
  readonly status: EntryStatus
  /** The stages of its way that it ever reached. */
  readonly reached: number
}

/** The stages of an entry's way, as bits: what it reached once it has reached for ever. */
export const OFFERED = 1
export const CLAIMED = 2
export const PURCHASED = 4

/** The entries of an event, side by side in columns: an object for each would take four times the memory. */
export type EntryTable = {
  readonly rows: IdRows
  readonly wishes: Wish[]
  readonly wishNumbers: Map<string, number>
  joinedAt: Float64Array
  /** The number of the wish, six bits to the left of the stages and the status. */
  facts: Uint32Array
}

const STATUSES: readonly EntryStatus[] = ['waiting', 'offered', 'claimed', 'purchased', 'left', 'lapsed']

export function createEntryTable(): EntryTable {
  const columns = { joinedAt: new Float64Array(8), facts: new Uint32Array(8) }
  return { rows: createIdRows(), wishes: [], wishNumbers: new Map(), ...columns }
}

/** Adds a waiting entry that was not known. */
export function addEntry(table: EntryTable, entryId: string, wish: Wish, joinedAt: number): void {
  const row = addRow(table.rows, entryId)
  table.joinedAt = withRoomFor(table.joinedAt, row)
  table.facts = withRoomFor(table.facts, row)
  table.joinedAt[row] = joinedAt
  table.facts[row] = wishNumber(table, wish) << 6
}

/** What is known of an entry; undefined when it is not known. */
export function entryOf({ rows, wishes, joinedAt, facts }: EntryTable, entryId: string): CountedEntry | undefined {
  const row = rowOf(rows, entryId)
  if (row < 0) return undefined
  const fact = facts[row] as number
  return {
    wish: wishes[fact >>> 6] as Wish,
    joinedAt: joinedAt[row] as number,
    status: STATUSES[fact & 7] as EntryStatus,
    reached: (fact >>> 3) & 7,
  }
}

/** Changes what may change of a known entry. */
export function changeEntry(
  { rows, facts }: EntryTable,
  entryId: string,
  { status, reached }: Pick<CountedEntry, 'status' | 'reached'>,
): void {
  const row = rowOf(rows, entryId)
  facts[row] = ((facts[row] as number) & ~63) | (reached << 3) | STATUSES.indexOf(status)
}

/** The same number for the same wish. */
function wishNumber({ wishes, wishNumbers }: EntryTable, wish: Wish): number {
  const key = `${wish.tier} ${wish.ticketTypes.join(' ')}`
  const known = wishNumbers.get(key)
  if (known !== undefined) return known
  wishNumbers.set(key, wishes.length)
  return wishes.push(wish) - 1
}
