import type { Due } from '@waitlist/event-log'
import { openedAtOf, saleEndOf } from '@waitlist/line'
import type { Command } from './commands.ts'
import { nextLooseAt } from './hold.ts'
import { canOffer, mayOffer, settingsInForce } from './offering.ts'
import { HELD_MS } from './refund.ts'
import { overBecause, unwanted } from './return.ts'
import type { ReleaseState } from './state.ts'
import { graceMs } from './windows.ts'

const AT_A_TIME = 100

/** What a release stream owes at `now` (ms), the most urgent first. */
export function due(state: ReleaseState, now: number): Due<Command> {
  const command = held(state, now) ?? taken(state) ?? lapsed(state, now) ?? returned(state, now)
  if (command) return { command }
  if (canOffer(state, now)) return { command: { type: 'OfferFree' } }
  const batch = batchDue(state, now) ?? question(state, now)
  return batch ? { command: batch } : { wakeAt: wakeAt(state, now) }
}

function held(state: ReleaseState, now: number): Command | undefined {
  for (const lotId of state.rejudged) return { type: 'Judge', lotId }
  for (const { lotId, ticketType, since } of state.heldLots.values()) {
    if (openedAtOf(state.waitlist, ticketType) !== undefined || now >= since + HELD_MS) return { type: 'Judge', lotId }
  }
  return undefined
}

/** Offers that the waitlist takes back: all of a cancelled event, the open ones of a closed list, those of who is gone. */
function taken(state: ReleaseState): Command | undefined {
  const { waitlist } = state
  if ((waitlist.cancelled || waitlist.closedByOrganizer) && state.liveOffers.size > 0) {
    const offerIds: string[] = []
    for (const { data } of state.liveOffers.values()) {
      if (waitlist.cancelled || data.status === 'open') offerIds.push(data.offerId)
      if (offerIds.length === AT_A_TIME) break
    }
    if (offerIds.length > 0) return { type: 'Revoke', offerIds, reason: waitlist.cancelled ? 'cancelled' : 'closed' }
  }
  if (state.closedOver.size > 0) {
    return { type: 'Revoke', offerIds: [...state.closedOver].slice(0, AT_A_TIME), reason: 'closed' }
  }
  return state.orphans.size > 0
    ? { type: 'Revoke', offerIds: [...state.orphans].slice(0, AT_A_TIME), reason: 'left' }
    : undefined
}

const open = (state: ReleaseState) => (offerId: string, at: number) => {
  const offer = state.offers.get(offerId)
  return offer?.data.status === 'open' && offer.expiresAt === at
}
const claimed = (state: ReleaseState) => (offerId: string) => state.offers.get(offerId)?.data.status === 'claimed'

function lapsed(state: ReleaseState, now: number): Command | undefined {
  const unclaimed = state.openDeadlines.dueAt(now, AT_A_TIME, open(state))
  if (unclaimed.length > 0) return { type: 'Expire', offerIds: unclaimed }
  const notBought = state.claimDeadlines.dueAt(now - grace(state), AT_A_TIME, claimed(state))
  return notBought.length > 0 ? { type: 'Expire', offerIds: notBought } : undefined
}

function grace(state: ReleaseState): number {
  const settings = settingsInForce(state)
  return settings ? graceMs(settings) : 0
}

function returned(state: ReleaseState, now: number): Command | undefined {
  const reason = overBecause(state, now)
  return reason && holdsTickets(state) ? { type: 'ReturnAll', reason } : undefined
}

function holdsTickets(state: ReleaseState): boolean {
  for (const pool of state.pools.values()) if (pool.free + pool.scheduled > 0) return true
  return false
}

function batchDue(state: ReleaseState, now: number): Command | undefined {
  if (!mayOffer(state, now)) return undefined
  for (const [releaseId, at] of batchesToCome(state)) if (at <= now) return { type: 'AdvanceBatch', releaseId }
  return undefined
}

/** The releases that have tickets scheduled, with the moment of their next batch, in ms. */
function* batchesToCome(state: ReleaseState): Generator<[releaseId: string, at: number]> {
  for (const { batches } of state.pools.values()) {
    for (const releaseId of batches.keys()) {
      yield [releaseId, state.releases.get(releaseId)?.nextBatchAt ?? Number.POSITIVE_INFINITY]
    }
  }
}

function question(state: ReleaseState, now: number): Command | undefined {
  for (const ticketType of state.pools.keys()) {
    const command = unwanted(state, ticketType, now)
    if (command) return command
  }
  return undefined
}

/** The next moment at which time alone makes something due, in ms. */
function wakeAt(state: ReleaseState, now: number): number | undefined {
  const moments: number[] = []
  const unclaimed = state.openDeadlines.soonest(open(state))
  if (unclaimed) moments.push(unclaimed.at)
  const notBought = state.claimDeadlines.soonest(claimed(state))
  if (notBought) moments.push(notBought.at + grace(state))
  for (const { since } of state.heldLots.values()) moments.push(since + HELD_MS)
  if (mayOffer(state, now)) for (const [, at] of batchesToCome(state)) moments.push(at)
  if (holdsTickets(state)) moments.push(saleEndOf(state.waitlist))
  const settings = settingsInForce(state)
  if (settings && mayOffer(state, now)) moments.push(nextLooseAt(state, settings, now))
  const soonest = Math.min(...moments)
  return Number.isFinite(soonest) ? soonest : undefined
}
