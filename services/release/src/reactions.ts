import { type Cause, type RecordedEvent, streamOf, waitlistTypes } from '@waitlist/contracts'
import type { Command } from './domain/commands.ts'

/** The topics of ticketing that bear on tickets and offers. */
export const inboundTopics = ['RefundIssued', 'PurchaseCompleted', 'PurchaseAbandoned'] as const

/** The topics of join: release follows them all, for every version of the stream counts. */
export const followedTopics = waitlistTypes

/** The command that an inbound event becomes, and the stream it goes to. */
export function reactionTo(event: RecordedEvent): { readonly stream: string; readonly command: Command } | undefined {
  const command = commandFor(event)
  return command && { stream: streamOf('release', event.data.eventId), command }
}

function commandFor(event: RecordedEvent): Command | undefined {
  switch (event.type) {
    case 'RefundIssued': {
      const { refundId, ticketType, quantity } = event.data
      return { type: 'TakeRefund', refundId, ticketType, quantity, time: event.time }
    }
    case 'PurchaseCompleted': {
      const { offerId, customerId, quantity, orderId } = event.data
      return { type: 'RecordPurchase', offerId, customerId, quantity, orderId }
    }
    case 'PurchaseAbandoned':
      return { type: 'Abandon', offerId: event.data.offerId }
    default:
      return undefined
  }
}

/** The cause that a reaction's commits carry. */
export function causedBy({ id, correlationId, traceparent }: RecordedEvent): Cause {
  return { causationId: id, correlationId: correlationId ?? id, ...(traceparent === undefined ? {} : { traceparent }) }
}
