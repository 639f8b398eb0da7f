import { Type } from 'typebox'
import { defineEvent } from '../define-event.ts'
import { Moment, OpaqueId, ownId, Tickets } from '../scalars.ts'

const TicketTypeOnSale = Type.Object({
  id: OpaqueId,
  name: Type.String({ minLength: 1, maxLength: 200 }),
  capacity: Type.Optional(Type.Integer({ minimum: 0 })),
})

/** What other ticketing services tell us. The CloudEvents `time` says when it happened. */
export const inboundEvents = {
  TicketsSoldOut: defineEvent({
    type: 'TicketsSoldOut',
    stream: 'inbound',
    summary: 'An event, or the named ticket types of it, sold out.',
    data: Type.Object({
      eventId: OpaqueId,
      ticketTypes: Type.Optional(Type.Array(OpaqueId, { maxItems: 200 })),
      capacity: Type.Optional(Type.Integer({ minimum: 0 })),
    }),
  }),
  RefundIssued: defineEvent({
    type: 'RefundIssued',
    stream: 'inbound',
    summary: 'Tickets came back by a refund or a cancellation.',
    data: Type.Object({ refundId: OpaqueId, eventId: OpaqueId, ticketType: OpaqueId, quantity: Tickets }),
  }),
  PurchaseCompleted: defineEvent({
    type: 'PurchaseCompleted',
    stream: 'inbound',
    summary: 'The holder of an offer bought.',
    data: Type.Object({
      offerId: ownId('off'),
      eventId: OpaqueId,
      customerId: OpaqueId,
      quantity: Tickets,
      orderId: Type.Optional(OpaqueId),
    }),
  }),
  PurchaseAbandoned: defineEvent({
    type: 'PurchaseAbandoned',
    stream: 'inbound',
    summary: 'The holder of a claimed offer gave up at the checkout.',
    data: Type.Object({ offerId: ownId('off'), eventId: OpaqueId }),
  }),
  EventScheduled: defineEvent({
    type: 'EventScheduled',
    stream: 'inbound',
    summary: 'An event was scheduled, or scheduled anew; the latest time wins.',
    data: Type.Object({
      eventId: OpaqueId,
      organizerId: OpaqueId,
      name: Type.String({ minLength: 1, maxLength: 300 }),
      startsAt: Moment,
      timeZone: Type.String({ minLength: 1, maxLength: 60 }),
      salesEndAt: Type.Optional(Moment),
      ticketTypes: Type.Array(TicketTypeOnSale, { maxItems: 200 }),
    }),
  }),
  EventCancelled: defineEvent({
    type: 'EventCancelled',
    stream: 'inbound',
    summary: 'An event will not take place. Nothing takes this back.',
    data: Type.Object({ eventId: OpaqueId }),
  }),
}
