import type { DomainEvent, EventData } from '@waitlist/contracts'
import { came, went } from './ages.ts'
import { claimForRelease, freeBatch, gain, type Pool, schedule, takeFree, takeScheduled } from './pool.ts'

/** The events that move tickets of a pool; each carries the pool's balance after it. */
export type Movement = DomainEvent<
  | 'TicketsReleased'
  | 'ReleaseAdvanced'
  | 'OfferMade'
  | 'OfferClaimed'
  | 'OfferFulfilled'
  | 'OfferDeclined'
  | 'OfferExpired'
  | 'OfferRevoked'
  | 'PurchaseCameLate'
  | 'TicketsReturnedToPublic'
>

/** A movement that has not got its balance yet. */
export type Unbalanced<M extends Movement = Movement> = M extends Movement
  ? { readonly type: M['type']; readonly data: Omit<M['data'], 'balance'> }
  : never

const MOVEMENTS: ReadonlySet<string> = new Set<Movement['type']>([
  'TicketsReleased',
  'ReleaseAdvanced',
  'OfferMade',
  'OfferClaimed',
  'OfferFulfilled',
  'OfferDeclined',
  'OfferExpired',
  'OfferRevoked',
  'PurchaseCameLate',
  'TicketsReturnedToPublic',
])

export function isMovement(event: DomainEvent): event is Movement {
  return MOVEMENTS.has(event.type)
}

/**
 * Moves the tickets of one event in its pool, in place: the one place where the identity of design 4.3 is kept.
 * @param at when it happened, in ms; it has yet to happen when absent, so that nothing is as old as what it frees
 */
export function move(pool: Pool, event: Unbalanced, at = Number.POSITIVE_INFINITY): void {
  const { free } = pool
  apply(pool, event)
  // Tickets of the pool that a release puts up were free before, but begin anew.
  const putUp = event.type === 'ReleaseAdvanced' && event.data.plan?.from === 'pool' ? event.data.plan.quantity : 0
  went(pool.ages, Math.max(putUp, free - pool.free))
  came(pool.ages, pool.free - free + putUp, at)
}

function apply(pool: Pool, event: Unbalanced): void {
  switch (event.type) {
    case 'TicketsReleased':
      take(pool, event.data)
      return
    case 'ReleaseAdvanced': {
      const { plan, freed, releaseId } = event.data
      if (plan?.from === 'pool') claimForRelease(pool, plan.quantity, releaseId)
      freeBatch(pool, freed, releaseId)
      return
    }
    case 'OfferMade':
      takeFree(pool, event.data.quantity)
      pool.open += event.data.quantity
      return
    case 'OfferClaimed':
      pool.open -= event.data.quantity
      pool.claimed += event.data.quantity
      return
    case 'OfferFulfilled':
      leaveOffer(pool, event.data)
      pool.fulfilled += event.data.bought
      gain(pool, event.data.quantity - event.data.bought, event.data.releaseId, false)
      return
    case 'OfferDeclined':
    case 'OfferExpired':
    case 'OfferRevoked':
      leaveOffer(pool, event.data)
      gain(pool, event.data.quantity, event.data.releaseId, false)
      return
    case 'PurchaseCameLate':
      giveLate(pool, event.data.bought)
      return
    case 'TicketsReturnedToPublic':
      giveBack(pool, event.data.quantity)
      return
    default:
      event satisfies never
  }
}

type Taken = Pick<EventData<'TicketsReleased'>, 'quantity' | 'source' | 'releaseId'>

function take(pool: Pool, { quantity, source, releaseId }: Taken): void {
  pool.released += quantity
  if (source === 'refund') gain(pool, quantity, releaseId, true)
  else schedule(pool, quantity, releaseId)
}

/** Tickets leave the state that the offer was in: claimed when it has a claim, else open. */
function leaveOffer(pool: Pool, offer: { readonly quantity: number; readonly claimedAt?: string }): void {
  if (offer.claimedAt === undefined) pool.open -= offer.quantity
  else pool.claimed -= offer.quantity
}

/** A purchase of tickets that went back: the pool gives what it has, free before scheduled; what it lacks is owed. */
function giveLate(pool: Pool, bought: number): void {
  pool.fulfilled += bought
  const free = Math.min(pool.free, bought)
  takeFree(pool, free)
  const scheduled = Math.min(pool.scheduled, bought - free)
  takeScheduled(pool, scheduled)
  pool.owed += bought - free - scheduled
}

function giveBack(pool: Pool, quantity: number): void {
  const free = Math.min(pool.free, quantity)
  takeFree(pool, free)
  takeScheduled(pool, quantity - free)
  pool.returned += quantity
}
