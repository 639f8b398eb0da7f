import { randomUUID } from 'node:crypto'
import type { EventData, InboundType, Offer } from '@waitlist/contracts'
import type { Caller } from './http.ts'
import { type Attributes, type CloudEvent, inbound, moment, SINGLE } from './inbound.ts'
import type { Intake, Taken } from './shapes.ts'

const MONTH_MS = 30 * 24 * 3_600_000

type Refund = Attributes & { readonly refundId?: string; readonly ticketType?: string }

/** The ticketing side of one event: what other services publish about it. Everything resolves when it is durable. */
export type Ticketing = {
  /** Publishes an event that must be accepted. */
  publish<T extends InboundType>(type: T, data: Omit<EventData<T>, 'eventId'>, attributes?: Attributes): Promise<void>
  /** Publishes it and gives what became of it. */
  offerUp(event: CloudEvent): Promise<Taken>
  schedule(schedule?: Partial<EventData<'EventScheduled'>>, attributes?: Attributes): Promise<void>
  soldOut(ticketTypes?: readonly string[], attributes?: Attributes): Promise<void>
  /** Tickets come back; gives the refund's id. */
  refund(quantity?: number, refund?: Refund): Promise<string>
  purchase(offer: Offer, changes?: { readonly quantity?: number; readonly customerId?: string }): Promise<void>
  abandon(offer: Offer): Promise<void>
  cancel(): Promise<void>
}

/** Publishes about one event as the ticketing service does. */
export function createTicketing(service: Caller, eventId: string, organizerId: string): Ticketing {
  const offerUp: Ticketing['offerUp'] = async (event) => {
    const answer = await service.send<Intake>('POST', '/api/events', { body: event, headers: SINGLE })
    const [taken] = answer.body?.results ?? []
    if (answer.status !== 202 || !taken) throw new Error(`POST /api/events answers ${answer.status}: ${answer.text}`)
    return taken
  }
  const publish: Ticketing['publish'] = async (type, data, attributes) => {
    const taken = await offerUp(inbound(type, { eventId, ...data } as EventData<typeof type>, attributes))
    if (taken.status !== 'accepted') throw new Error(`${type} is not accepted: ${JSON.stringify(taken)}`)
  }
  return {
    publish,
    offerUp,
    schedule: (schedule, attributes) =>
      publish(
        'EventScheduled',
        {
          organizerId,
          name: 'An evening',
          startsAt: moment(Date.now() + MONTH_MS),
          timeZone: 'Europe/Berlin',
          ticketTypes: [
            { id: 'A', name: 'Stalls' },
            { id: 'B', name: 'Gallery' },
          ],
          ...schedule,
        },
        attributes,
      ),
    soldOut: (ticketTypes, attributes) =>
      publish('TicketsSoldOut', ticketTypes ? { ticketTypes: [...ticketTypes] } : {}, attributes),
    async refund(quantity = 1, { refundId = `refund-${randomUUID()}`, ticketType = 'A', ...attributes } = {}) {
      await publish('RefundIssued', { refundId, ticketType, quantity }, attributes)
      return refundId
    },
    purchase: ({ offerId, customerId, quantity }, changes) =>
      publish('PurchaseCompleted', { offerId, customerId, quantity, ...changes }),
    abandon: ({ offerId }) => publish('PurchaseAbandoned', { offerId }),
    cancel: () => publish('EventCancelled', {}),
  }
}
