import type { RecordedEvent } from '@waitlist/contracts'
import { countStep } from './entries.ts'
import { figuresUnder } from './figures.ts'
import { addValue, createHistogram } from './histogram.ts'
import { countInHour } from './hours.ts'
import { countOffer, timeToClaim, timeToPurchase } from './offer-figures.ts'
import type { OfferStep, ReleaseRow, StatsRow } from './row.ts'

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

/** Counts a step of an offer wherever it is counted: in all, under its type, its release, its hour and its entry. */
export function countOfferStep(row: StatsRow, step: OfferStep): void {
  countOffer(row.figures, step)
  countLive(row, step)
  countOffer(figuresUnder(row.figuresByType, step.data.ticketType), step)
  const release = row.releases.get(step.data.releaseId)
  if (release) countOfRelease(release, step)
  countStepInHour(row, step)
  countStep(row, step)
}

function countLive({ live }: StatsRow, { type, data }: OfferStep): void {
  if (type === 'OfferMade') live.open += 1
  else if (type === 'OfferClaimed') {
    live.open -= 1
    live.claimed += 1
  } else if (type !== 'PurchaseCameLate') live[data.claimedAt === undefined ? 'open' : 'claimed'] -= 1
}

function countStepInHour(row: StatsRow, { type, time }: OfferStep): void {
  if (type === 'OfferMade') countInHour(row, 'offered', time)
  if (type === 'OfferClaimed') countInHour(row, 'claimed', time)
  if (type === 'OfferFulfilled' || type === 'PurchaseCameLate') countInHour(row, 'purchased', time)
}

const OUTCOME = {
  OfferMade: 'offers',
  OfferClaimed: 'claimed',
  OfferFulfilled: 'fulfilled',
  OfferDeclined: 'declined',
  OfferExpired: 'expired',
  OfferRevoked: 'revoked',
  PurchaseCameLate: 'late',
} as const satisfies Record<OfferStep['type'], keyof ReleaseRow>

function countOfRelease(release: ReleaseRow, step: OfferStep): void {
  release[OUTCOME[step.type]] += 1
  if (step.type === 'OfferClaimed') addTime(release, 'toClaim', timeToClaim(step))
  if (step.type === 'OfferFulfilled' || step.type === 'PurchaseCameLate') {
    release.bought += step.data.bought
    addTime(release, 'toPurchase', timeToPurchase(step))
  }
}

function addTime({ times }: ReleaseRow, what: keyof ReleaseRow['times'], value: number): void {
  const histogram = times[what] ?? createHistogram()
  times[what] = histogram
  addValue(histogram, value)
}

function emptyRelease(release: Pick<ReleaseRow, 'ticketType' | 'source' | 'releasedAt' | 'quantity'>): ReleaseRow {
  const nothing = { offers: 0, claimed: 0, fulfilled: 0, declined: 0, expired: 0, revoked: 0, late: 0, bought: 0 }
  return { ...release, ...nothing, times: {} }
}
