import type { Due } from '@waitlist/event-log'
import { startOf, type Waitlist } from '@waitlist/line'
import type { Command } from './commands.ts'
import { forgetAt } from './retention.ts'
import type { JoinState } from './state.ts'

/**
 * What a waitlist owes at `now` (ms): answers to the steps of offers, the end of a list that is over, answers to
 * release's questions, in this order, because an answer must rest on every step before it; and the end of the time for
 * which people are kept.
 */
export function due(state: JoinState, now: number): Due<Command> {
  const { waitlist } = state
  const step = state.steps[state.nextStep]
  if (step) return { command: { type: 'Settle', step }, cause: causeOf(step) }
  if (waitlist.line.size > 0) {
    if (waitlist.cancelled) return { command: { type: 'EndWaiting', status: 'left' } }
    if (waitlist.started) return { command: { type: 'EndWaiting', status: 'lapsed' } }
  }
  const startsAt = startsAtToCome(waitlist)
  if (now >= startsAt) return { command: { type: 'CloseAtStart' } }
  for (const [ticketType, question] of state.questions) {
    if (waitlist.line.takes(ticketType, question.data.free)) continue
    return { command: { type: 'ReportEmpty', ticketType, releaseVersion: question.version }, cause: causeOf(question) }
  }
  const forgottenAt = forgetAt(state)
  if (now >= forgottenAt) return { command: { type: 'ForgetPeople' } }
  const soonest = Math.min(startsAt, forgottenAt)
  return { wakeAt: Number.isFinite(soonest) ? soonest : undefined }
}

/** When the list has still to be closed because the event starts, in ms; Infinity when it has not. */
function startsAtToCome(waitlist: Waitlist): number {
  return waitlist.opened && !waitlist.started && !waitlist.cancelled ? startOf(waitlist) : Number.POSITIVE_INFINITY
}

function causeOf(event: { id: string; correlationId?: string; traceparent?: string }) {
  const { id, correlationId, traceparent } = event
  return {
    causationId: id,
    ...(correlationId === undefined ? {} : { correlationId }),
    ...(traceparent === undefined ? {} : { traceparent }),
  }
}
