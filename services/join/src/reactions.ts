import { type Cause, type EventData, type RecordedEvent, releaseTypes, streamOf } from '@waitlist/contracts'
import type { Command } from './domain/commands.ts'
import type { WithDefaults } from './domain/configuration.ts'

/** The topics of ticketing that bear on the line. */
export const inboundTopics = ['TicketsSoldOut', 'EventScheduled', 'EventCancelled'] as const

/** The topics of release: join follows them all, for every version of the stream counts. */
export const followedTopics = releaseTypes

/** The command that an inbound event becomes, and the stream it goes to. */
export function reactionTo(
  event: RecordedEvent,
  defaults: WithDefaults,
): { readonly stream: string; readonly command: Command } | undefined {
  const command = commandFor(event, defaults)
  return command && { stream: streamOf('waitlist', event.data.eventId), command }
}

function commandFor(event: RecordedEvent, defaults: WithDefaults): Command | undefined {
  switch (event.type) {
    case 'TicketsSoldOut':
      return { type: 'SellOut', ticketTypes: event.data.ticketTypes ?? [], time: event.time, ...defaults }
    case 'EventScheduled':
      return { type: 'TakeSchedule', schedule: scheduleIn(event.data), time: event.time, ...defaults }
    case 'EventCancelled':
      return { type: 'Cancel' }
    default:
      return undefined
  }
}

function scheduleIn({ eventId, ...schedule }: EventData<'EventScheduled'>) {
  return schedule
}

/** The cause that a reaction's commits carry. */
export function causedBy({ id, correlationId, traceparent }: RecordedEvent): Cause {
  return { causationId: id, correlationId: correlationId ?? id, ...(traceparent === undefined ? {} : { traceparent }) }
}
