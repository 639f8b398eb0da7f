import { type DomainEvent, derivedId, type RecordedEvent, streamOf, type WaitlistType } from '@waitlist/contracts'
import type { InboundEvent } from '../port.ts'

const AT = Date.UTC(2027, 4, 2)

function onWaitlist(version: number, event: DomainEvent<WaitlistType>, correlationId: string): RecordedEvent {
  const stream = streamOf('waitlist', event.data.eventId)
  const envelope = { id: `${stream}@${version}`, source: '/waitlist/join', schema: 1, stream, version }
  return { ...event, ...envelope, time: AT + version, correlationId }
}

export function left(version: number, eventId = 'a', correlationId = 'request-1'): RecordedEvent {
  const data = { eventId, entryId: derivedId('ent', eventId, `${version}`), customerId: `customer-${version}` }
  return onWaitlist(version, { type: 'WaitlistLeft', data }, correlationId)
}

export function closed(version: number, eventId = 'a', correlationId = 'request-1'): RecordedEvent {
  return onWaitlist(version, { type: 'WaitlistClosed', data: { eventId, reason: 'organizer' } }, correlationId)
}

/** As many partings from the waitlist of one event, from a version on. */
export function partings(count: number, eventId = 'a', from = 1): RecordedEvent[] {
  return Array.from({ length: count }, (_, at) => left(from + at, eventId))
}

/** What ticketing tells us, with everything that a publisher may say about it. */
export function refund(id: string, rest: Partial<InboundEvent> & { readonly eventId?: string } = {}): InboundEvent {
  const { eventId = 'a', ...envelope } = rest
  return {
    type: 'RefundIssued',
    data: { refundId: id, eventId, ticketType: 'standing', quantity: 2 },
    id,
    source: '/ticketing/refunds',
    schema: 1,
    time: AT - 1,
    ...envelope,
  } as InboundEvent
}
