import type { EventData, RecordedEvent } from '@waitlist/contracts'
import { countReached } from './entries.ts'
import { addValue } from './histogram.ts'
import { countInHour } from './hours.ts'
import type { ReleaseRow, StatsRow } from './row.ts'

type Ended = RecordedEvent<'OfferDeclined' | 'OfferExpired' | 'OfferRevoked'>
type Bought = RecordedEvent<'OfferFulfilled' | 'PurchaseCameLate'>

const END = { OfferDeclined: 'declined', OfferExpired: 'expired', OfferRevoked: 'revoked' } as const

/** Counts tickets that came free for the list. */
export function countReleased(row: StatsRow, { data, time }: RecordedEvent<'TicketsReleased'>): void {
  const { releaseId, ticketType, source, quantity } = data
  row.releases.set(releaseId, emptyRelease({ ticketType, source, releasedAt: time, quantity }))
  countInHour(row, 'released', time, quantity)
}

/** A release out of the pool has no tickets of its own; its first batch says how many it puts up. */
export function countAdvanced(row: StatsRow, { data, time }: RecordedEvent<'ReleaseAdvanced'>): void {
  if (data.plan?.from !== 'pool' || row.releases.has(data.releaseId)) return
  const { ticketType, plan } = data
  const release = { ticketType, source: 'release', releasedAt: time, quantity: plan.quantity } as const
  row.releases.set(data.releaseId, emptyRelease(release))
}

export function countOffered(row: StatsRow, event: RecordedEvent<'OfferMade'>): void {
  countOfRelease(row, event.data, 'offers')
  countInHour(row, 'offered', event.time)
  countReached(row, event)
}

export function countClaimed(row: StatsRow, event: RecordedEvent<'OfferClaimed'>): void {
  countOfRelease(row, event.data, 'claimed')
  countInHour(row, 'claimed', event.time)
  countReached(row, event)
  const { claimedAt, offeredAt } = event.data
  addValue(row.times.toClaim, (claimedAt === undefined ? event.time : Date.parse(claimedAt)) - Date.parse(offeredAt))
}

/** Counts a purchase: from the claim on, or from the offer where nobody claimed. */
export function countPurchased(row: StatsRow, event: Bought): void {
  if (event.type === 'OfferFulfilled') {
    countOfRelease(row, event.data, 'fulfilled')
    row.offers.resolved += 1
  }
  row.offers.purchased += 1
  countInHour(row, 'purchased', event.time)
  countReached(row, event)
  addValue(row.times.toPurchase, event.time - Date.parse(event.data.claimedAt ?? event.data.offeredAt))
}

export function countEnded(row: StatsRow, { type, data }: Ended): void {
  countOfRelease(row, data, END[type])
  row.offers.resolved += 1
}

type Outcome = 'offers' | 'claimed' | 'fulfilled' | 'declined' | 'expired' | 'revoked'

function countOfRelease(
  { releases }: StatsRow,
  { releaseId }: Pick<EventData<'OfferMade'>, 'releaseId'>,
  what: Outcome,
) {
  const release = releases.get(releaseId)
  if (release) release[what] += 1
}

function emptyRelease(release: Pick<ReleaseRow, 'ticketType' | 'source' | 'releasedAt' | 'quantity'>): ReleaseRow {
  return { ...release, offers: 0, claimed: 0, fulfilled: 0, declined: 0, expired: 0, revoked: 0 }
}
