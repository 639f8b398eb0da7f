import { type DomainEvent, refuse } from '@waitlist/contracts'
import type { Decision } from '@waitlist/event-log'
import { type Entry, isActive, mayActOn, placesFor } from '@waitlist/line'
import type { Move, Remove } from './commands.ts'
import { entryReply } from './reply.ts'
import type { JoinState } from './state.ts'

/** Gives a waiting entry another place in its lane; where it stands there already nothing happens. */
export function move(command: Move, state: JoinState, now: number): Decision {
  const entry = entryFor(command, state)
  if ('refused' in entry) return entry
  const { eventId } = state.waitlist
  if (entry.status !== 'waiting') return notWaiting(entry, 'only a waiting one can be moved')
  const { reason, actor } = command
  const events = placesFor(state.waitlist, entry.entryId, command.to).map(
    ({ entryId, to, score }): DomainEvent => ({
      type: 'EntryMoved',
      data: { eventId, entryId, to, score, reason: entryId === entry.entryId ? reason : ROOM, actor: actor.sub },
    }),
  )
  return { events, receipt: () => entryReply(state, entry, now) }
}

/** The reason of those that are moved along and keep their places. */
const ROOM = 'Made room for another one'

/** Takes an active entry out, as if its customer had left: its offer goes to the next in line. */
export function remove(command: Remove, state: JoinState, now: number): Decision {
  const entry = entryFor(command, state)
  if ('refused' in entry) return entry
  if (!isActive(entry)) return notWaiting(entry, 'there is nothing to take out')
  const { entryId, customerId } = entry
  const { reason, actor } = command
  const data = { eventId: state.waitlist.eventId, entryId, customerId, reason, actor: actor.sub }
  return { events: [{ type: 'WaitlistLeft', data }], receipt: () => entryReply(state, entry, now) }
}

type Refused = Extract<Decision, { refused: unknown }>

function entryFor({ actor, entryId }: Move | Remove, { waitlist }: JoinState): Entry | Refused {
  const entry = mayActOn(actor, waitlist) ? waitlist.entries.get(entryId) : undefined
  return entry ?? refuse('WL_ERR_NOT_FOUND', 'There is no such entry.')
}

function notWaiting({ status }: Entry, why: string): Refused {
  if (status === 'purchased') return refuse('WL_ERR_ALREADY_PURCHASED', `The tickets were bought; ${why}.`)
  return refuse('WL_ERR_NOT_WAITING', `The entry is ${status}; ${why}.`)
}
