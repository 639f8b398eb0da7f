import type { EntryCounts, EntryStatus, RecordedEvent } from '@waitlist/contracts'
import { addEntry, CLAIMED, changeEntry, entryOf, OFFERED, PURCHASED, type Wish } from './entry-table.ts'
import { addValue } from './histogram.ts'
import { countInHour } from './hours.ts'
import { noEntries, type OfferStep, type StatsRow } from './row.ts'

const STAGE: Readonly<Record<OfferStep['type'], number>> = {
  OfferMade: OFFERED,
  OfferClaimed: CLAIMED,
  OfferFulfilled: PURCHASED,
  PurchaseCameLate: PURCHASED,
}

const BOUGHT_AFTER_CLAIM = CLAIMED | PURCHASED

/** Counts a new entry, and what its offers did before it was known. */
export function countJoined(row: StatsRow, { data, time }: RecordedEvent<'WaitlistJoined'>): void {
  const { entryId, tier, ticketTypes, joinedAt } = data
  const wish = { tier, ticketTypes: [...new Set(ticketTypes)] }
  addEntry(row.entries, entryId, wish, Date.parse(joinedAt))
  for (const counts of countsOf(row, wish)) {
    counts.joined += 1
    counts.waiting += 1
  }
  countInHour(row, 'joined', time)
  const early = row.early.get(entryId)
  if (!early) return
  row.early.delete(entryId)
  for (const step of early) countReached(row, step)
}

/** Counts that an entry has another status now. */
export function countSettled(row: StatsRow, entryId: string, status: EntryStatus, time: number): void {
  const entry = entryOf(row.entries, entryId)
  if (!entry || entry.status === status) return
  for (const counts of countsOf(row, entry.wish)) {
    counts[entry.status] -= 1
    counts[status] += 1
  }
  changeEntry(row.entries, entryId, { status, reached: entry.reached })
  if (status === 'left' || status === 'lapsed') countInHour(row, status, time)
}

/** Counts how far an entry got for the first time: each stage of the way once, whatever became of it then. */
export function countReached(row: StatsRow, step: OfferStep): void {
  const { entryId, offeredAt } = step.data
  const entry = entryOf(row.entries, entryId)
  if (!entry) {
    row.early.set(entryId, [...(row.early.get(entryId) ?? []), step])
    return
  }
  const before = entry.reached
  const now = before | STAGE[step.type]
  const first = (stage: number) => (now & stage) === stage && (before & stage) !== stage
  if (first(OFFERED)) {
    row.funnel.offered += 1
    addValue(row.times.toOffer, Date.parse(offeredAt) - entry.joinedAt)
  }
  if (first(CLAIMED)) row.funnel.claimed += 1
  if (first(BOUGHT_AFTER_CLAIM)) row.funnel.purchased += 1
  changeEntry(row.entries, entryId, { status: entry.status, reached: now })
}

/** Where an entry is counted: in all, in its tier, and under each ticket type that it wants. */
function countsOf(row: StatsRow, { tier, ticketTypes }: Wish): EntryCounts[] {
  return [row.counts, countsUnder(row.byTier, tier), ...ticketTypes.map((type) => countsUnder(row.byTicketType, type))]
}

function countsUnder(by: Map<string, EntryCounts>, name: string): EntryCounts {
  const counts = by.get(name) ?? noEntries()
  by.set(name, counts)
  return counts
}
