import type { DomainEvent, EventData, Offer } from '@waitlist/contracts'
import { derivedId } from '@waitlist/contracts'
import { entryOf, eventId, HOUR, iso, offerOf, START } from '@waitlist/line/example-events'

const balance = {}

/** Somebody's open offer of one ticket of type A, made at START for a day. */
export const offer = (name: string, nth = 1, change: Partial<Offer> = {}): Offer => ({
  offerId: offerOf(name, nth),
  entryId: entryOf(name),
  eventId,
  customerId: name,
  ticketType: 'A',
  quantity: 1,
  status: 'open',
  offeredAt: iso(START),
  expiresAt: iso(START + 24 * HOUR),
  releaseId: derivedId('rel', eventId, 'first'),
  ...change,
})

const taken = { status: 'claimed', claimedAt: iso(START + HOUR), purchaseBy: iso(START + 3 * HOUR) } as const

export const made = (name: string, nth = 1, change: Partial<Offer> = {}): DomainEvent => ({
  type: 'OfferMade',
  data: { ...offer(name, nth, change), lineVersion: 1, balance },
})

/** Claimed an hour after START, to be bought within two hours. */
export const claimed = (name: string, nth = 1): DomainEvent => ({
  type: 'OfferClaimed',
  data: { ...offer(name, nth, taken), balance },
})

export const fulfilled = (name: string, nth = 1): DomainEvent => ({
  type: 'OfferFulfilled',
  data: { ...offer(name, nth, { ...taken, status: 'fulfilled' }), bought: 1, balance },
})

export const declined = (name: string, nth = 1): DomainEvent => ({
  type: 'OfferDeclined',
  data: { ...offer(name, nth, { status: 'declined' }), balance },
})

export const expired = (name: string, nth = 1): DomainEvent => ({
  type: 'OfferExpired',
  data: { ...offer(name, nth, { status: 'expired' }), reason: 'unclaimed', balance },
})

export const revoked = (name: string, reason: EventData<'OfferRevoked'>['reason'], nth = 1): DomainEvent => ({
  type: 'OfferRevoked',
  data: { ...offer(name, nth, { status: 'revoked' }), reason, balance },
})

export const cameLate = (name: string, nth = 1): DomainEvent => ({
  type: 'PurchaseCameLate',
  data: { ...offer(name, nth, { status: 'expired' }), bought: 1, balance },
})

/** Release asks whether anybody takes so many. */
export const unwanted = (ticketType: string, free: number): DomainEvent => ({
  type: 'TicketsUnwanted',
  data: { eventId, ticketType, free, lineVersion: 1 },
})

export const returned = (ticketType: string, quantity: number): DomainEvent => ({
  type: 'TicketsReturnedToPublic',
  data: { eventId, ticketType, quantity, reason: 'unwanted', balance },
})
