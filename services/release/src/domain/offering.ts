import { derivedId, type ReleasePlan, type Settings } from '@waitlist/contracts'
import { type Choice, isOpen, saleEndOf } from '@waitlist/line'
import type { Draft } from './draft.ts'
import { looseTickets } from './hold.ts'
import { move, type Unbalanced } from './movement.ts'
import { copyPool, nextRelease, offerable, type Pool } from './pool.ts'
import type { ReleaseState } from './state.ts'
import { expiryOf } from './windows.ts'

/** Entries chosen in one decision at most; due work goes on with the rest. */
const CHOSEN_AT_ONCE = 200

/** A batch that an organizer's release puts up for offering. Moments in ms. */
export type Batch = {
  readonly releaseId: string
  readonly ticketType: string
  readonly batch: number
  readonly plan?: ReleasePlan | undefined
  readonly freed: number
  readonly nextBatchAt?: number | undefined
}

/** The settings in force; a list that was ever opened has them recorded. */
export function settingsInForce(state: ReleaseState): Settings | undefined {
  return state.waitlist.configuration
}

/** Whether offers may be made now: the list is open, offering is not paused, the sale goes on. */
export function mayOffer(state: ReleaseState, now: number): boolean {
  return isOpen(state.waitlist) && !state.waitlist.pause.offering && now < saleEndOf(state.waitlist)
}

/** Whether somebody would be offered something of what is free now. */
export function canOffer(state: ReleaseState, now: number): boolean {
  const settings = settingsInForce(state)
  if (!settings || state.waitlist.line.size === 0 || !mayOffer(state, now)) return false
  const types: string[] = []
  for (const [type, pool] of state.pools) if (offerable(pool, settings.autoRelease) > 0) types.push(type)
  if (types.length === 0) return false
  const pool = (type: string) => state.pools.get(type) as Pool
  const free = (type: string) => offerable(pool(type), settings.autoRelease)
  const loose = (type: string) => looseTickets(pool(type), settings, now)
  return state.waitlist.line.choose(free, types, 1, loose).picks.length > 0
}

/**
 * Offers what is free, of every type: pool to offer in the commit that freed it. Of every type because the line may
 * have changed since the last choice, and each entry takes the first of its own types.
 */
export function offerOn(draft: Draft, state: ReleaseState, now: number): void {
  const settings = settingsInForce(state)
  if (!settings || !mayOffer(state, now)) return
  const types = new Set([...state.pools.keys(), ...draft.touched()])
  const free = (type: string) => offerable(draft.pool(type), settings.autoRelease)
  const loose = (type: string) => looseTickets(draft.pool(type), settings, now)
  const choice = state.waitlist.line.choose(free, types, CHOSEN_AT_ONCE, loose)
  const told = new Set([
    ...choice.picks.map((pick) => pick.ticketType),
    ...choice.passedOver.flatMap((entry) => entry.ticketTypes.filter((type) => free(type) > 0).slice(0, 1)),
  ])
  let account = choice
  for (const ticketType of told) {
    const releaseId = nextRelease(draft.pool(ticketType))
    if (releaseId === undefined) continue
    const batch = state.releases.get(releaseId)?.batch ?? 1
    draft.move(advanced(draft, state, account, { releaseId, ticketType, batch, freed: 0 }))
    // Those beyond the first hundred are counted once, whatever they waited for.
    account = { ...choice, passedOverMore: 0 }
  }
  makeOffers(draft, state, settings, choice, now)
}

/** Puts a batch up for offering: says what it frees, whom it passes over and what comes next, then makes the offers. */
export function offerBatch(draft: Draft, state: ReleaseState, batch: Batch, now: number, limit = CHOSEN_AT_ONCE): void {
  const settings = settingsInForce(state)
  const pool = copyPool(draft.pool(batch.ticketType))
  move(pool, advanced(draft, state, NOBODY, batch))
  const choice =
    settings && mayOffer(state, now)
      ? state.waitlist.line.choose(
          () => offerable(pool, settings.autoRelease),
          [batch.ticketType],
          limit,
          () => looseTickets(pool, settings, now),
        )
      : NOBODY
  draft.move(advanced(draft, state, choice, batch))
  if (settings) makeOffers(draft, state, settings, choice, now)
}

const NOBODY: Choice = { picks: [], passedOver: [], passedOverMore: 0, exhausted: true }

function advanced(draft: Draft, state: ReleaseState, choice: Choice, batch: Batch): Unbalanced {
  const { releaseId, ticketType, plan, freed, nextBatchAt } = batch
  const picks = choice.picks.filter((pick) => pick.ticketType === ticketType)
  const before = plan?.from === 'pool' ? plan.quantity : (draft.pool(ticketType).batches.get(releaseId) ?? 0)
  return {
    type: 'ReleaseAdvanced',
    data: {
      eventId: state.eventId,
      releaseId,
      ticketType,
      batch: batch.batch,
      ...(plan ? { plan } : {}),
      freed,
      offered: picks.reduce((sum, pick) => sum + pick.quantity, 0),
      passedOver: choice.passedOver
        .filter((entry) => entry.ticketTypes.includes(ticketType))
        .map(({ entryId, rule }) => ({ entryId, rule })),
      passedOverMore: choice.passedOverMore,
      more: !choice.exhausted,
      scheduled: before - freed,
      ...(nextBatchAt === undefined ? {} : { nextBatchAt: new Date(nextBatchAt).toISOString() }),
      lineVersion: state.waitlist.version,
    },
  }
}

function makeOffers(draft: Draft, state: ReleaseState, settings: Settings, choice: Choice, now: number): void {
  const offeredAt = new Date(now).toISOString()
  const expiresAt = new Date(expiryOf(state, settings, now)).toISOString()
  for (const { entryId, ticketType, quantity } of choice.picks) {
    const nth = String((state.offersOf.get(entryId) ?? 0) + 1)
    draft.move({
      type: 'OfferMade',
      data: {
        offerId: derivedId('off', state.eventId, entryId, nth),
        entryId,
        eventId: state.eventId,
        customerId: state.waitlist.entries.get(entryId)?.customerId as string,
        ticketType,
        quantity,
        status: 'open',
        offeredAt,
        expiresAt,
        releaseId: nextRelease(draft.pool(ticketType)) as string,
        lineVersion: state.waitlist.version,
      },
    })
  }
}
