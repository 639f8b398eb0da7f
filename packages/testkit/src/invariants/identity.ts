import type { Balance, RecordedEvent } from '@waitlist/contracts'
import { type Checker, type Violation, violation } from './violation.ts'

type Balanced = { readonly balance: Record<string, Balance> }

/** I1: released + owed = free + scheduled + open + claimed + fulfilled + returned at every version, no term negative. */
export const identityHolds: Checker = ({ release }) => {
  const found: Violation[] = []
  for (const event of release) {
    for (const [pool, balance] of Object.entries((event.data as Partial<Balanced>).balance ?? {})) {
      const { released, owed, free, scheduled, open, claimed, fulfilled, returned } = balance
      if (released + owed !== free + scheduled + open + claimed + fulfilled + returned) {
        found.push(violation('I1', `the identity of ${pool} does not hold: ${JSON.stringify(balance)}`, event))
      }
      if (Object.values(balance).some((term) => term < 0 || !Number.isInteger(term))) {
        found.push(violation('I1', `a term of ${pool} is negative: ${JSON.stringify(balance)}`, event))
      }
      if (owed > 0 && free + scheduled > 0) found.push(violation('I1', `${pool} owes tickets and has some`, event))
    }
  }
  return found
}

type Count = { released: number; live: Map<string, number>; fulfilled: number; returned: number }

/** I2: open + claimed + fulfilled <= released + owed, counted from the offers and lots alone; and the balances agree. */
export const neverMoreThanReleased: Checker = ({ release }) => {
  const found: Violation[] = []
  const counts = new Map<string, Count>()
  for (const event of release) {
    const { ticketType } = event.data as { ticketType?: string }
    if (ticketType === undefined) continue
    const count = counts.get(ticketType) ?? { released: 0, live: new Map(), fulfilled: 0, returned: 0 }
    counts.set(ticketType, count)
    recount(count, event)
    const balance = (event.data as Partial<Balanced>).balance?.[ticketType]
    if (!balance) continue
    const held = [...count.live.values()].reduce((sum, quantity) => sum + quantity, 0)
    if (held + count.fulfilled > count.released + balance.owed) {
      found.push(
        violation('I2', `${held} offered and ${count.fulfilled} bought of ${count.released} ${ticketType}`, event),
      )
    }
    const told = [balance.released, balance.open + balance.claimed, balance.fulfilled, balance.returned]
    if (told.join() !== [count.released, held, count.fulfilled, count.returned].join()) {
      found.push(
        violation(
          'I2',
          `the balance of ${ticketType} says ${told}, the events ${count.released},${held},${count.fulfilled},${count.returned}`,
          event,
        ),
      )
    }
  }
  return found
}

function recount(count: Count, event: RecordedEvent): void {
  switch (event.type) {
    case 'TicketsReleased':
      count.released += event.data.quantity
      return
    case 'OfferMade':
      count.live.set(event.data.offerId, event.data.quantity)
      return
    case 'OfferFulfilled':
      count.live.delete(event.data.offerId)
      count.fulfilled += event.data.bought
      return
    case 'TicketsReturnedToPublic':
      count.returned += event.data.quantity
      return
    case 'PurchaseCameLate':
      count.fulfilled += event.data.bought
      return
    case 'OfferDeclined':
    case 'OfferExpired':
    case 'OfferRevoked':
      count.live.delete(event.data.offerId)
  }
}

/** A lot enters the pool once, for ever. */
export const lotsEnterOnce: Checker = ({ release }) => {
  const seen = new Set<string>()
  return release.flatMap((event) => {
    if (event.type !== 'TicketsReleased') return []
    const repeated = seen.has(event.data.lotId)
    seen.add(event.data.lotId)
    return repeated ? [violation('I2', `lot ${event.data.lotId} entered twice`, event)] : []
  })
}
