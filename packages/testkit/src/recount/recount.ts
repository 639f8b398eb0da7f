import type { EntryCounts, RecordedEvent, StatsReply, WaitlistStatus } from '@waitlist/contracts'
import { hoursOf } from './hours.ts'
import { listen } from './listen.ts'
import { type OffersOf, type Rates, rate, ratesOf, spreadOf, timesToClaim, timesToPurchase } from './rates.ts'
import { createStories, type Ending, type EntryStory, type OfferStory, type Stories } from './stories.ts'
import { ticketsOf } from './tickets.ts'

const STATUSES = ['waiting', 'offered', 'claimed', 'purchased', 'left', 'lapsed'] as const
/** As many releases as the statistics list. */
const MOST_RELEASES = 1000

/** Counts the figures of one event again, from its events alone. */
export type Recount = {
  /** Takes in one event of the feed; those of other events are of no concern. */
  add(event: RecordedEvent): void
  /** The figures of everything taken in so far. */
  figures(): StatsReply
}

/**
 * Counts the figures of an event out of its feed. It shares nothing with the view of the analytics service, which counts
 * up and down as events come: this keeps what they said and counts it when it is asked.
 */
export function createRecount(eventId: string): Recount {
  const stories = createStories(eventId)
  return {
    add(event) {
      if (event.data.eventId === eventId) listen(stories, event)
    },
    figures: () => figuresOf(stories),
  }
}

/** The figures of the events of one feed. */
export function recount(eventId: string, events: Iterable<RecordedEvent>): StatsReply {
  const counting = createRecount(eventId)
  for (const event of events) counting.add(event)
  return counting.figures()
}

function figuresOf(stories: Stories): StatsReply {
  const entries = [...stories.entries]
  const offers = [...stories.offers.values()]
  const offersOf: OffersOf = Map.groupBy(offers, ({ entryId }) => entryId)
  const byTier = Map.groupBy(entries, ([, { tier }]) => tier)
  const types = new Set([...entries.flatMap(([, entry]) => [...entry.ticketTypes]), ...offers.map((o) => o.ticketType)])
  const wanting = (type: string) => entries.filter(([, { ticketTypes }]) => ticketTypes.has(type))
  const wanted = [...types].map((type) => [type, wanting(type)] as const)
  const offersOfTier = (own: typeof entries) => own.flatMap(([entryId]) => offersOf.get(entryId) ?? [])
  return {
    eventId: stories.eventId,
    waitlist: statusOf(stories),
    asOf: new Date(stories.newest).toISOString(),
    entries: countsOf(entries),
    tickets: ticketsOf(stories),
    ...ratesOf(entries, offers, offersOf),
    ...noticesOf(stories),
    byTicketType: named(wanted.filter(([, own]) => own.length > 0).map(([type, own]) => [type, countsOf(own)])),
    byTier: named([...byTier].map(([tier, own]) => [tier, countsOf(own)])),
    breakdown: {
      byTicketType: named(
        wanted.map(([type, own]): [string, Rates] => {
          const ofType = offers.filter(({ ticketType }) => ticketType === type)
          return [type, ratesOf(own, ofType, offersOf)]
        }),
      ),
      byTier: named([...byTier].map(([tier, own]) => [tier, ratesOf(own, offersOfTier(own), offersOf)])),
    },
    byRelease: releasesOf(stories),
    perHour: hoursOf(stories),
  }
}

function named<T>(pairs: readonly (readonly [string, T])[]): Record<string, T> {
  return Object.fromEntries(pairs)
}

function statusOf({ list: { opened, closed, cancelled, paused } }: Stories): WaitlistStatus {
  if (cancelled) return 'cancelled'
  if (closed || !opened) return 'closed'
  return paused ? 'paused' : 'open'
}

function countsOf(entries: readonly (readonly [string, EntryStory])[]): EntryCounts {
  const last = Map.groupBy(entries, ([, { life }]) => life.at(-1)?.status)
  const counts = STATUSES.map((status) => [status, last.get(status)?.length ?? 0])
  return { joined: entries.length, ...Object.fromEntries(counts) } as EntryCounts
}

function noticesOf({ notices }: Stories): Pick<StatsReply, 'notices' | 'reached'> {
  const byChannel = [...Map.groupBy(notices.values(), ({ channel }) => channel)]
  const many = (own: readonly { steps: ReadonlySet<string> }[], step: string) =>
    own.filter(({ steps }) => steps.has(step)).length
  const reached = (own: (typeof byChannel)[number][1]) =>
    new Set(own.flatMap(({ steps, customerId }) => (steps.has('sent') ? [customerId] : []))).size
  return {
    notices: named(
      byChannel.map(([channel, own]) => {
        return [channel, { planned: many(own, 'planned'), sent: many(own, 'sent'), failed: many(own, 'failed') }]
      }),
    ),
    reached: named(byChannel.map(([channel, own]) => [channel, reached(own)])),
  }
}

function releasesOf({ releases, offers }: Stories): StatsReply['byRelease'] {
  const byRelease = Map.groupBy(offers.values(), ({ releaseId }) => releaseId)
  return [...releases].slice(-MOST_RELEASES).map(([releaseId, release]) => {
    const own = byRelease.get(releaseId) ?? []
    return {
      releaseId,
      ...release,
      releasedAt: new Date(release.releasedAt).toISOString(),
      offers: own.length,
      claimed: own.filter(({ claimedAt }) => claimedAt !== undefined).length,
      ...endingsOf(own),
      late: own.filter(({ purchase }) => purchase?.late).length,
      bought: own.reduce((sum, { purchase }) => sum + (purchase?.tickets ?? 0), 0),
      purchaseRate: rate(
        own.filter(({ purchase }) => purchase).length,
        own.filter(({ ending }) => ending !== undefined).length,
      ),
      times: { toClaim: spreadOf(timesToClaim(own)), toPurchase: spreadOf(timesToPurchase(own)) },
    }
  })
}

function endingsOf(offers: readonly OfferStory[]): Record<Ending, number> {
  const many = (ending: Ending) => offers.filter((offer) => offer.ending === ending).length
  return {
    fulfilled: many('fulfilled'),
    declined: many('declined'),
    expired: many('expired'),
    revoked: many('revoked'),
  }
}
