import type { EntryCounts, EntryStatus, RecordedEvent } from '@waitlist/contracts'
import { addValue } from './histogram.ts'
import { countInHour } from './hours.ts'
import {
  CLAIMED,
  type CountedEntry,
  noEntries,
  OFFERED,
  type OfferStep,
  PURCHASED,
  type StatsRow,
  type Wish,
} from './row.ts'

const STAGE: Readonly<Record<OfferStep['type'], number>> = {
  OfferMade: OFFERED,
  OfferClaimed: CLAIMED,
  OfferFulfilled: PURCHASED,
  PurchaseCameLate: PURCHASED,
}

const BOUGHT_AFTER_CLAIM = CLAIMED | PURCHASED

/** Counts a new entry, and what its offers did before it was known. */
export function countJoined(row: StatsRow, { data, time }: RecordedEvent<'WaitlistJoined'>): void {
  const wish = wishOf(row, data.tier, data.ticketTypes)
  const entry: CountedEntry = { wish, joinedAt: Date.parse(data.joinedAt), status: 'waiting', reached: 0 }
  row.entries.set(data.entryId, entry)
  for (const counts of countsOf(row, wish)) {
    counts.joined += 1
    counts.waiting += 1
  }
  countInHour(row, 'joined', time)
  const early = row.early.get(data.entryId)
  if (!early) return
  row.early.delete(data.entryId)
  for (const step of early) countReached(row, step)
}

/** Counts that an entry has another status now. */
export function countSettled(row: StatsRow, entryId: string, status: EntryStatus, time: number): void {
  const entry = row.entries.get(entryId)
  if (!entry || entry.status === status) return
  for (const counts of countsOf(row, entry.wish)) {
    counts[entry.status] -= 1
    counts[status] += 1
  }
  entry.status = status
  if (status === 'left' || status === 'lapsed') countInHour(row, status, time)
}

/** Counts how far an entry got for the first time: each stage of the way once, whatever became of it then. */
export function countReached(row: StatsRow, step: OfferStep): void {
  const { entryId, offeredAt } = step.data
  const entry = row.entries.get(entryId)
  if (!entry) {
    row.early.set(entryId, [...(row.early.get(entryId) ?? []), step])
    return
  }
  const before = entry.reached
  const now = before | STAGE[step.type]
  entry.reached = now
  const first = (stage: number) => (now & stage) === stage && (before & stage) !== stage
  if (first(OFFERED)) {
    row.funnel.offered += 1
    addValue(row.times.toOffer, Date.parse(offeredAt) - entry.joinedAt)
  }
  if (first(CLAIMED)) row.funnel.claimed += 1
  if (first(BOUGHT_AFTER_CLAIM)) row.funnel.purchased += 1
}

function wishOf({ wishes }: StatsRow, tier: string, ticketTypes: readonly string[]): Wish {
  const key = `${tier} ${ticketTypes.join(' ')}`
  const known = wishes.get(key)
  if (known) return known
  const wish = { tier, ticketTypes: [...new Set(ticketTypes)] }
  wishes.set(key, wish)
  return wish
}

/** Where an entry is counted: in all, in its tier, and under each ticket type that it wants. */
function* countsOf(row: StatsRow, { tier, ticketTypes }: Wish): Generator<EntryCounts, void, undefined> {
  yield row.counts
  yield countsUnder(row.byTier, tier)
  for (const ticketType of ticketTypes) yield countsUnder(row.byTicketType, ticketType)
}

function countsUnder(by: Map<string, EntryCounts>, name: string): EntryCounts {
  const counts = by.get(name) ?? noEntries()
  by.set(name, counts)
  return counts
}
