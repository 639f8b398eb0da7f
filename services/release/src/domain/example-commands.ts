import { type Balance, type DomainEvent, derivedId, type Settings } from '@waitlist/contracts'
import { configured, eventId, offerOf, opened, START, scheduled } from '@waitlist/line/example-events'
import { type Specification, specify } from '@waitlist/testkit'
import type { Claim, Command, Decline, RecordPurchase, ReleaseTickets, TakeRefund } from './commands.ts'
import { releaseDecider } from './decide.ts'
import { follow } from './follow.ts'
import type { ReleaseState } from './state.ts'

export type Spec = Specification<ReleaseState, Command>

/** The decider of release, at the very beginning of an event. */
export const release = (): Spec => specify(releaseDecider, `release:${eventId}`, { kind: 'waitlist', follow })

/** A list that is open for all types since START, with these settings of its own; nothing is scheduled. */
export const sale = (own: Partial<Settings> = {}, ...line: DomainEvent[]): Spec =>
  release().following(configured(own), opened(), ...line)

/** The same, scheduled: the sale ends nine hours after START, the event starts an hour later. */
export const scheduledSale = (own: Partial<Settings> = {}, ...line: DomainEvent[]): Spec =>
  release().following(configured(own, { schedule: scheduled() }), opened(), ...line)

/** So many tickets of type A come back at START, when nothing else is said. */
export const refund = (refundId: string, quantity = 1, change: Partial<TakeRefund> = {}): TakeRefund => ({
  type: 'TakeRefund',
  refundId,
  ticketType: 'A',
  quantity,
  time: START,
  ...change,
})

/** The id that the name of a release act stands for. */
export const actId = (name: string): string => derivedId('rel', eventId, name)

/** A service releases so many tickets of type A, new ones when nothing else is said. */
export const act = (name: string, quantity: number, change: Partial<ReleaseTickets> = {}): ReleaseTickets => ({
  type: 'ReleaseTickets',
  actor: { role: 'service' },
  releaseId: actId(name),
  ticketType: 'A',
  quantity,
  from: 'new',
  ...change,
})

export const claim = (name: string, nth = 1): Claim => ({ type: 'Claim', offerId: offerOf(name, nth) })

export const decline = (name: string, nth = 1): Decline => ({ type: 'Decline', offerId: offerOf(name, nth) })

/** Somebody bought one ticket of the first offer. */
export const purchase = (name: string, change: Partial<RecordPurchase> = {}): RecordPurchase => ({
  type: 'RecordPurchase',
  offerId: offerOf(name),
  customerId: name,
  quantity: 1,
  ...change,
})

export const abandon = (name: string): Command => ({ type: 'Abandon', offerId: offerOf(name) })

/** The balance of a type, without the terms that are zero. */
export function balanceOf(spec: { readonly state: ReleaseState }, ticketType = 'A'): Partial<Balance> {
  const { parts, ages, batches, ...balance } = spec.state.pools.get(ticketType) ?? { parts: [], ages: [], batches: [] }
  return Object.fromEntries(Object.entries(balance).filter(([, tickets]) => tickets !== 0))
}

/** What a pool holds: where the free tickets come from, the oldest first. */
export function freeParts(spec: { readonly state: ReleaseState }, ticketType = 'A') {
  return spec.state.pools.get(ticketType)?.parts.map(({ releaseId, quantity }) => [releaseId, quantity])
}

/** To whom the events offer tickets, and how many. */
export const offersIn = (
  events: readonly DomainEvent[],
): [customerId: string, ticketType: string, quantity: number][] =>
  events.flatMap((event) =>
    event.type === 'OfferMade' ? [[event.data.customerId, event.data.ticketType, event.data.quantity]] : [],
  )
