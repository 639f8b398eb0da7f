import { type Static, Type } from 'typebox'
import { defineEvent } from '../define-event.ts'
import { DurationText, Moment, OfferStatus, OpaqueId, ownId, TicketCount, Tickets } from '../scalars.ts'

/** The terms of the identity of design 4.3, per pool: released + owed = free + scheduled + open + claimed + fulfilled + returned. */
export const Balance = Type.Object({
  released: TicketCount,
  owed: TicketCount,
  free: TicketCount,
  scheduled: TicketCount,
  open: TicketCount,
  claimed: TicketCount,
  fulfilled: TicketCount,
  returned: TicketCount,
})
export type Balance = Static<typeof Balance>

const balance = Type.Record(OpaqueId, Balance, { description: 'The pools touched, after the event.' })
const eventId = OpaqueId

/** An offer as events, replies and checkouts see it. */
export const offerProperties = {
  offerId: ownId('off'),
  entryId: ownId('ent'),
  eventId,
  customerId: OpaqueId,
  ticketType: OpaqueId,
  quantity: Tickets,
  status: OfferStatus,
  offeredAt: Moment,
  expiresAt: Moment,
  claimedAt: Type.Optional(Moment),
  purchaseBy: Type.Optional(Moment),
  releaseId: ownId('rel'),
}
export const Offer = Type.Object(offerProperties)
export type Offer = Static<typeof Offer>

/** An entry ahead of one that was offered tickets, and the rule of the fit that passed it over. */
export const PassedOver = Type.Object({ entryId: ownId('ent'), rule: Type.String() })
export type PassedOver = Static<typeof PassedOver>

/** What an organizer's release asked for; stands in the ReleaseAdvanced of its first batch. */
export const ReleasePlan = Type.Object({
  from: Type.Enum(['new', 'pool']),
  quantity: Tickets,
  batchSize: Type.Optional(Tickets),
  batchInterval: Type.Optional(DurationText),
})
export type ReleasePlan = Static<typeof ReleasePlan>

const lot = { eventId, lotId: ownId('lot'), ticketType: OpaqueId, quantity: Tickets, sourceId: OpaqueId }

/** The stream release:{eventId}, written by release: tickets and offers. */
export const releaseEvents = {
  TicketsHeld: defineEvent({
    type: 'TicketsHeld',
    stream: 'release',
    summary: 'A refund came before its sell-out; it is kept until it can be judged.',
    data: Type.Object({ ...lot, time: Moment }),
  }),
  LotIgnored: defineEvent({
    type: 'LotIgnored',
    stream: 'release',
    summary: 'A refund that was never ours to offer.',
    data: Type.Object({ ...lot, time: Moment, reason: Type.Enum(['before-sellout', 'not-open']) }),
  }),
  TicketsReleased: defineEvent({
    type: 'TicketsReleased',
    stream: 'release',
    summary: 'A lot entered the pool, once for ever.',
    data: Type.Object({
      ...lot,
      source: Type.Enum(['refund', 'release']),
      releaseId: ownId('rel'),
      balance,
    }),
  }),
  ReleaseAdvanced: defineEvent({
    type: 'ReleaseAdvanced',
    stream: 'release',
    summary: 'What a batch did: tickets freed and offered, entries passed over and by which rule, and what comes next.',
    data: Type.Object({
      eventId,
      releaseId: ownId('rel'),
      ticketType: OpaqueId,
      batch: Type.Integer({ minimum: 1 }),
      plan: Type.Optional(ReleasePlan),
      freed: TicketCount,
      offered: TicketCount,
      passedOver: Type.Array(PassedOver, { maxItems: 100 }),
      passedOverMore: Type.Integer({ minimum: 0 }),
      more: Type.Boolean({ description: 'The choice goes on in the next commit.' }),
      scheduled: TicketCount,
      nextBatchAt: Type.Optional(Moment),
      lineVersion: Type.Integer({ minimum: 0 }),
      balance,
    }),
  }),
  OfferMade: defineEvent({
    type: 'OfferMade',
    stream: 'release',
    summary: 'Tickets were offered to an entry.',
    data: Type.Object({ ...offerProperties, lineVersion: Type.Integer({ minimum: 0 }), balance }),
  }),
  OfferClaimed: defineEvent({
    type: 'OfferClaimed',
    stream: 'release',
    summary: 'The holder took the offer; the purchase window runs.',
    data: Type.Object({ ...offerProperties, balance }),
  }),
  OfferFulfilled: defineEvent({
    type: 'OfferFulfilled',
    stream: 'release',
    summary: 'The holder bought; what was not bought goes on.',
    data: Type.Object({ ...offerProperties, bought: Tickets, orderId: Type.Optional(OpaqueId), balance }),
  }),
  OfferDeclined: defineEvent({
    type: 'OfferDeclined',
    stream: 'release',
    summary: 'The holder said no.',
    data: Type.Object({ ...offerProperties, balance }),
  }),
  OfferExpired: defineEvent({
    type: 'OfferExpired',
    stream: 'release',
    summary: 'A window ended unused.',
    data: Type.Object({
      ...offerProperties,
      reason: Type.Enum(['unclaimed', 'not-purchased', 'abandoned']),
      balance,
    }),
  }),
  OfferRevoked: defineEvent({
    type: 'OfferRevoked',
    stream: 'release',
    summary: 'An offer was taken back.',
    data: Type.Object({
      ...offerProperties,
      reason: Type.Enum(['left', 'closed', 'cancelled']),
      balance,
    }),
  }),
  PurchaseCameLate: defineEvent({
    type: 'PurchaseCameLate',
    stream: 'release',
    summary: 'A purchase was reported after its offer ended: a fact; what the pool lacks is owed.',
    data: Type.Object({ ...offerProperties, bought: Tickets, orderId: Type.Optional(OpaqueId), balance }),
  }),
  TicketsUnwanted: defineEvent({
    type: 'TicketsUnwanted',
    stream: 'release',
    summary: 'Release asks join whether anybody takes these free tickets.',
    data: Type.Object({ eventId, ticketType: OpaqueId, free: Tickets, lineVersion: Type.Integer({ minimum: 0 }) }),
  }),
  TicketsReturnedToPublic: defineEvent({
    type: 'TicketsReturnedToPublic',
    stream: 'release',
    summary: 'Tickets left the list for public sale; incremental.',
    data: Type.Object({
      eventId,
      ticketType: OpaqueId,
      quantity: Tickets,
      reason: Type.Enum(['unwanted', 'closed', 'cancelled', 'sale-ended']),
      balance,
    }),
  }),
}
