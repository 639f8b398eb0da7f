import { refuse } from '@waitlist/contracts'
import type { Decision } from '@waitlist/event-log'
import { type Entry, mayActOn } from '@waitlist/line'
import type { Leave } from './commands.ts'
import { entryReply } from './reply.ts'
import { activeEntryOf, type JoinState, newestEntryOf } from './state.ts'

/** Gives up a customer's active place; an open offer of it goes to the next in line (release sees to that). */
export function leave(command: Leave, state: JoinState, now: number): Decision {
  const { waitlist } = state
  if (!mayActOn(command.actor, waitlist)) return refuse('WL_ERR_NOT_FOUND', 'There is no entry to leave.')
  const entry = activeEntryOf(state, command.customerId)
  if (!entry) {
    return newestEntryOf(state, command.customerId)?.status === 'purchased'
      ? refuse('WL_ERR_ALREADY_PURCHASED', 'The tickets were bought; there is no place to give up.')
      : refuse('WL_ERR_NOT_FOUND', 'There is no entry to leave.')
  }
  const { entryId, customerId } = entry
  return {
    events: [{ type: 'WaitlistLeft', data: { eventId: waitlist.eventId, entryId, customerId } }],
    receipt: () => ({ entry: entryReply(state, waitlist.entries.get(entryId) as Entry, now) }),
  }
}
