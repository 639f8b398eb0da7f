import { randomUUID } from 'node:crypto'
import type { EventData, InboundType } from '@waitlist/contracts'
import type { Request } from '../measure/load.ts'
import { COMMON } from './crowd.ts'

type Headers = Readonly<Record<string, string>>

/** The request that tells of an event that happened just now, as a ticketing service sends it. */
function inboundRequest<T extends InboundType>(type: T, data: EventData<T>, headers: Headers): Request {
  const event = {
    ...{ specversion: '1.0', id: randomUUID(), source: '/ticketing', type, time: new Date().toISOString() },
    ...{ datacontenttype: 'application/json', data },
  }
  return {
    method: 'POST',
    path: '/api/events',
    headers: { ...headers, 'content-type': 'application/cloudevents+json' },
    body: JSON.stringify(event),
  }
}

/** Tells of one ticket that came back. */
export function refundRequest(eventId: string, headers: Headers): Request {
  const refund = { refundId: `refund-${randomUUID()}`, eventId, ticketType: COMMON, quantity: 1 }
  return inboundRequest('RefundIssued', refund, headers)
}

/** Tells that nothing is left of an event. */
export function soldOutRequest(eventId: string, headers: Headers): Request {
  return inboundRequest('TicketsSoldOut', { eventId, ticketTypes: [COMMON] }, headers)
}
