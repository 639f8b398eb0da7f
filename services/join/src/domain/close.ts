import type { DomainEvent } from '@waitlist/contracts'
import type { Decision } from '@waitlist/event-log'
import type { EndWaiting } from './commands.ts'
import type { JoinState } from './state.ts'

const AT_A_TIME = 200

/** A cancelled event: nothing takes this back, and once is enough. */
export function cancel({ waitlist }: JoinState): Decision {
  if (waitlist.cancelled) return { events: [], receipt: undefined }
  return { events: [{ type: 'WaitlistCancelled', data: { eventId: waitlist.eventId } }], receipt: undefined }
}

/** The list closes when the event starts; whoever still waits lapses after it. */
export function closeAtStart({ waitlist }: JoinState): Decision {
  const closed: DomainEvent = { type: 'WaitlistClosed', data: { eventId: waitlist.eventId, reason: 'started' } }
  return { events: [closed], receipt: undefined }
}

/** Ends the waiting entries of a list that is over, in line order, two hundred at a time. */
export function endWaiting({ status }: EndWaiting, { waitlist }: JoinState): Decision {
  const events: DomainEvent[] = []
  for (const { entryId } of waitlist.line.entries()) {
    events.push({ type: 'EntrySettled', data: { eventId: waitlist.eventId, entryId, status } })
    if (events.length === AT_A_TIME) break
  }
  return { events, receipt: undefined }
}
