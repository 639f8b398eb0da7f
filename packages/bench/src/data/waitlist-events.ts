import { randomUUID } from 'node:crypto'
import { type DomainEvent, type EventData, randomId } from '@waitlist/contracts'
import type { NewEvent } from '@waitlist/event-log'
import { builtInSettings } from '@waitlist/service-kit'

/** What happens to a waitlist before anybody waits: room for everybody, and open for every ticket type. */
export function opening(eventId: string, time: number): NewEvent[] {
  const settings = { ...builtInSettings, maxSize: 10_000_000 }
  return [
    written({ type: 'WaitlistConfigured', data: { ...settings, eventId, explicit: ['maxSize'] } }, time),
    written(
      { type: 'WaitlistOpened', data: { eventId, ticketTypes: [], openedAt: new Date(time).toISOString() } },
      time,
    ),
  ]
}

/** The place that an entry takes: the number of those who joined so far, and what it wants. */
export type Wish = { readonly number: number; readonly ticketType: string; readonly quantity: number }

/** The event of a join, as join writes it. */
export function joined(eventId: string, { number, ticketType, quantity }: Wish, time: number): NewEvent {
  const data: EventData<'WaitlistJoined'> = {
    entryId: randomId('ent', eventId),
    eventId,
    customerId: customerOf(eventId, number),
    ticketTypes: [ticketType],
    quantity,
    minQuantity: quantity,
    tier: 'standard',
    joinedAt: new Date(time).toISOString(),
    score: number,
    channels: ['email'],
    locale: 'en',
  }
  return written({ type: 'WaitlistJoined', data }, time)
}

/** Who joins a waitlist as the n-th. */
export function customerOf(eventId: string, number: number): string {
  return `customer-${eventId}-${number}`
}

function written({ type, data }: DomainEvent, time: number): NewEvent {
  return { type, data, source: '/waitlist/join', schema: 1, time, correlationId: randomUUID() }
}
