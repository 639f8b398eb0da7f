import type { DomainEvent } from '@waitlist/contracts'
import { eventId, START } from './example-events.ts'
import { createWaitlist, evolveWaitlist, type Waitlist } from './waitlist.ts'

/** The waitlist after these events, a millisecond apart. */
export function waitlistAfter(events: readonly DomainEvent[]): Waitlist {
  const stream = `waitlist:${eventId}`
  return events.reduce((waitlist, event, index) => {
    const version = index + 1
    const envelope = { id: `${stream}@${version}`, source: '/waitlist/join', schema: 1, stream, version }
    return evolveWaitlist(waitlist, { ...structuredClone(event), ...envelope, time: START + version })
  }, createWaitlist(eventId))
}
