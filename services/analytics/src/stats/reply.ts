import type { Balance, StatsReply, WaitlistStatus } from '@waitlist/contracts'
import type { NoticeCounts } from '../notices/tally.ts'
import type { Figures } from './figures.ts'
import { createHistogram, type Histogram, quantile } from './histogram.ts'
import { beginningOf } from './hours.ts'
import type { ReleaseRow, StatsRow } from './row.ts'

/** The newest releases are listed; an event may have had any number of refunds. */
const MOST_RELEASES = 1000

const NO_VALUES = createHistogram()

/**
 * The figures of an event as the HTTP contract has them; docs/data-dictionary.md says what each of them is. The rates:
 * `purchaseRate` is the offers bought ÷ the offers that ended in any way; the others are of entries, each counted once:
 * those ever offered tickets ÷ those that joined, those that ever claimed ÷ those ever offered, those that bought after a
 * claim ÷ those that ever claimed. A rate of nothing is null. Times in seconds: from joining to the first offer, from an
 * offer to its claim, from the claim (or, without one, the offer) to the purchase.
 */
export function statsReply(row: StatsRow, notices: NoticeCounts): StatsReply {
  return {
    eventId: row.eventId,
    waitlist: statusOf(row),
    asOf: new Date(row.asOf).toISOString(),
    entries: { ...row.counts },
    tickets: { total: sumOf([...row.balances.values()]), byType: Object.fromEntries(row.balances) },
    ...ratesOf(row.figures),
    notices: Object.fromEntries(
      [...notices].map(([channel, { planned, sent, failed }]) => [channel, { planned, sent, failed }]),
    ),
    reached: Object.fromEntries([...notices].map(([channel, { reached }]) => [channel, reached])),
    byTicketType: Object.fromEntries(row.byTicketType),
    byTier: Object.fromEntries(row.byTier),
    breakdown: { byTicketType: ratesBy(row.figuresByType), byTier: ratesBy(row.figuresByTier) },
    byRelease: [...row.releases].slice(-MOST_RELEASES).map(releaseReply),
    perHour: [...row.hours]
      .sort(([a], [b]) => a - b)
      .map(([hour, counted]) => ({ hour: new Date(beginningOf(hour)).toISOString(), ...counted })),
  }
}

function ratesOf({ funnel, offers, times }: Figures): Pick<StatsReply, 'conversion' | 'times'> {
  return {
    conversion: {
      offersResolved: offers.resolved,
      purchaseRate: rate(offers.purchased, offers.resolved),
      joinedToOffered: rate(funnel.offered, funnel.joined),
      offeredToClaimed: rate(funnel.claimed, funnel.offered),
      claimedToPurchased: rate(funnel.purchased, funnel.claimed),
    },
    times: { toOffer: spread(times.toOffer), toClaim: spread(times.toClaim), toPurchase: spread(times.toPurchase) },
  }
}

function ratesBy(figures: ReadonlyMap<string, Figures>): Record<string, Pick<StatsReply, 'conversion' | 'times'>> {
  return Object.fromEntries([...figures].map(([name, own]) => [name, ratesOf(own)]))
}

function releaseReply([releaseId, { releasedAt, times, ...release }]: [string, ReleaseRow]) {
  const resolved = release.fulfilled + release.declined + release.expired + release.revoked
  return {
    releaseId,
    releasedAt: new Date(releasedAt).toISOString(),
    ...release,
    purchaseRate: rate(release.fulfilled + release.late, resolved),
    times: { toClaim: spread(times.toClaim), toPurchase: spread(times.toPurchase) },
  }
}

/** As join names it: a cancelled list stays so, and one that is closed is not paused. */
function statusOf({ list: { opened, closed, cancelled, paused } }: StatsRow): WaitlistStatus {
  if (cancelled) return 'cancelled'
  if (!opened || closed) return 'closed'
  return paused ? 'paused' : 'open'
}

function rate(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}

function spread(histogram: Histogram = NO_VALUES): { median: number | null; p90: number | null } {
  return { median: seconds(quantile(histogram, 0.5)), p90: seconds(quantile(histogram, 0.9)) }
}

function seconds(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms) / 1000
}

function sumOf(balances: readonly Balance[]): Balance {
  const total = { released: 0, owed: 0, free: 0, scheduled: 0, open: 0, claimed: 0, fulfilled: 0, returned: 0 }
  for (const balance of balances)
    for (const term of Object.keys(total) as (keyof Balance)[]) total[term] += balance[term]
  return total
}
