import { durationMs } from '@waitlist/contracts'
import type { Decision } from '@waitlist/event-log'
import { startOf } from '@waitlist/line'
import type { JoinState } from './state.ts'

/** Whether what was known of the people of an event is forgotten, or about to be. */
export function isForgotten({ waitlist, forgottenFor }: JoinState): boolean {
  return forgottenFor !== undefined && forgottenFor === startOf(waitlist)
}

/** When (ms) the people of an event are to be forgotten; Infinity where nobody said so, or when they are. */
export function forgetAt(state: JoinState): number {
  const { waitlist } = state
  const retention = waitlist.configuration?.retention ?? null
  if (retention === null || waitlist.entries.size === 0 || isForgotten(state)) return Number.POSITIVE_INFINITY
  return startOf(waitlist) + (durationMs(retention) ?? Number.POSITIVE_INFINITY)
}

/** The time is over; what follows is done by whoever hears of it. */
export function forgetPeople({ waitlist }: JoinState): Decision {
  const startsAt = new Date(startOf(waitlist)).toISOString()
  return { events: [{ type: 'PeopleForgotten', data: { eventId: waitlist.eventId, startsAt } }], receipt: undefined }
}
