import type { EntryCounts, EntryStatus, RecordedEvent } from '@waitlist/contracts'
import { addEntry, CLAIMED, changeEntry, entryOf, OFFERED, PURCHASED, type Wish } from './entry-table.ts'
import { type Figures, figuresUnder } from './figures.ts'
import { addValue } from './histogram.ts'
import { countInHour } from './hours.ts'
import { countOffer } from './offer-figures.ts'
import { noEntries, type OfferStep, type StatsRow } from './row.ts'

const STAGE: Readonly<Partial<Record<OfferStep['type'], number>>> = {
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
  for (const { funnel } of figuresOf(row, wish)) funnel.joined += 1
  countInHour(row, 'joined', time)
  const early = row.early.get(entryId)
  if (!early) return
  row.early.delete(entryId)
  for (const step of early) countStep(row, step)
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

/**
 * Counts a step of an offer for its entry: how far the entry got for the first time, each stage of the way once, whatever
 * became of it then; and what the offer itself adds to the entry's tier.
 */
export function countStep(row: StatsRow, step: OfferStep): void {
  const { entryId } = step.data
  const entry = entryOf(row.entries, entryId)
  if (!entry) {
    row.early.set(entryId, [...(row.early.get(entryId) ?? []), step])
    return
  }
  countOffer(figuresUnder(row.figuresByTier, entry.wish.tier), step)
  const before = entry.reached
  const now = before | (STAGE[step.type] ?? 0)
  if (now === before) return
  const first = (stage: number) => (now & stage) === stage && (before & stage) !== stage
  for (const { funnel, times } of figuresOf(row, entry.wish)) {
    if (first(OFFERED)) {
      funnel.offered += 1
      addValue(times.toOffer, Date.parse(step.data.offeredAt) - entry.joinedAt)
    }
    if (first(CLAIMED)) funnel.claimed += 1
    if (first(BOUGHT_AFTER_CLAIM)) funnel.purchased += 1
  }
  changeEntry(row.entries, entryId, { status: entry.status, reached: now })
}

/** Where an entry is counted: in all, in its tier, and under each ticket type that it wants. */
function countsOf(row: StatsRow, { tier, ticketTypes }: Wish): EntryCounts[] {
  return [row.counts, countsUnder(row.byTier, tier), ...ticketTypes.map((type) => countsUnder(row.byTicketType, type))]
}

function figuresOf(row: StatsRow, { tier, ticketTypes }: Wish): Figures[] {
  const ofTypes = ticketTypes.map((type) => figuresUnder(row.figuresByType, type))
  return [row.figures, figuresUnder(row.figuresByTier, tier), ...ofTypes]
}

function countsUnder(by: Map<string, EntryCounts>, name: string): EntryCounts {
  const counts = by.get(name) ?? noEntries()
  by.set(name, counts)
  return counts
}
