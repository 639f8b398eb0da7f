import type { Channel, EntryStatus } from '@waitlist/contracts'
import { addRow, createIdRows, type IdRows, rowOf, withRoomFor } from '@waitlist/views'

/** How to reach the holder of an entry. */
export type Reach = { readonly channels: readonly Channel[]; readonly locale: string }

/** An entry as far as notices need it. */
export type Member = { readonly reach: Reach; readonly status: EntryStatus }

/** The entries of an event, a few bytes each: who joins a large one must not cost the process more than that. */
export type Members = {
  readonly rows: IdRows
  readonly reaches: Reach[]
  readonly reachNumbers: Map<string, number>
  /** The number of the reach, three bits to the left of the status. */
  facts: Uint32Array
}

const STATUSES: readonly EntryStatus[] = ['waiting', 'offered', 'claimed', 'purchased', 'left', 'lapsed']

export function createMembers(): Members {
  return { rows: createIdRows(), reaches: [], reachNumbers: new Map(), facts: new Uint32Array(8) }
}

/** Adds a waiting entry. */
export function addMember(members: Members, entryId: string, reach: Reach): void {
  const row = addRow(members.rows, entryId)
  members.facts = withRoomFor(members.facts, row)
  members.facts[row] = reachNumber(members, reach) << 3
}

/** What is known of an entry; undefined when it is not known. */
export function memberOf({ rows, reaches, facts }: Members, entryId: string): Member | undefined {
  const row = rowOf(rows, entryId)
  if (row < 0) return undefined
  const fact = facts[row] as number
  return { reach: reaches[fact >>> 3] as Reach, status: STATUSES[fact & 7] as EntryStatus }
}

/** Gives a known entry another status. */
export function settleMember({ rows, facts }: Members, entryId: string, status: EntryStatus): void {
  const row = rowOf(rows, entryId)
  if (row >= 0) facts[row] = ((facts[row] as number) & ~7) | STATUSES.indexOf(status)
}

/** The same number for the same reach. */
function reachNumber({ reaches, reachNumbers }: Members, { channels, locale }: Reach): number {
  const key = `${locale} ${channels.join(' ')}`
  const known = reachNumbers.get(key)
  if (known !== undefined) return known
  reachNumbers.set(key, reaches.length)
  return reaches.push({ channels, locale }) - 1
}
