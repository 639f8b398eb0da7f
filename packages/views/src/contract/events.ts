import { type DomainEvent, derivedId, type RecordedEvent, streamOf, type WaitlistType } from '@waitlist/contracts'

/** An event on the waitlist stream of its eventId, at a version. */
function onWaitlist(version: number, event: DomainEvent<WaitlistType>): RecordedEvent {
  const stream = streamOf('waitlist', event.data.eventId)
  const envelope = { id: `${stream}@${version}`, source: '/waitlist/join', schema: 1, stream, version }
  return { ...event, ...envelope, time: Date.UTC(2027, 4, 2) + version }
}

export function left(version: number, eventId: string, customerId: string): RecordedEvent {
  const entryId = derivedId('ent', eventId, customerId)
  return onWaitlist(version, { type: 'WaitlistLeft', data: { eventId, entryId, customerId } })
}

export function paused(version: number, eventId: string): RecordedEvent {
  return onWaitlist(version, { type: 'WaitlistPaused', data: { eventId, joining: true, offering: true } })
}

export function closed(version: number, eventId: string): RecordedEvent {
  return onWaitlist(version, { type: 'WaitlistClosed', data: { eventId, reason: 'organizer' } })
}
