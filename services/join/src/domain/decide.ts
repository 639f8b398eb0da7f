import { keyOf, type RecordedEvent, streamOf } from '@waitlist/contracts'
import type { Decision, OwnedDecider } from '@waitlist/event-log'
import { foldFrom } from '@waitlist/event-log'
import { cancel, closeAtStart, endWaiting } from './close.ts'
import type { Command } from './commands.ts'
import { configure } from './configure.ts'
import { due } from './due.ts'
import { join } from './join.ts'
import { leave } from './leave.ts'
import { sellOut, takeSchedule } from './open.ts'
import { move, remove } from './organize.ts'
import { forgetPeople } from './retention.ts'
import { settle } from './settle.ts'
import { evolve, follow, initialJoinState, type JoinState } from './state.ts'

/** Decides one command on the state of its waitlist; `now` in ms. */
export function decide(command: Command, state: JoinState, now: number): Decision {
  switch (command.type) {
    case 'Join':
      return join(command, state, now)
    case 'Leave':
      return leave(command, state, now)
    case 'Move':
      return move(command, state, now)
    case 'Remove':
      return remove(command, state, now)
    case 'Configure':
      return configure(command, state, now)
    case 'SellOut':
      return sellOut(command, state)
    case 'TakeSchedule':
      return takeSchedule(command, state, now)
    case 'Cancel':
      return cancel(state)
    case 'Settle':
      return settle(command, state)
    case 'EndWaiting':
      return endWaiting(command, state)
    case 'CloseAtStart':
      return closeAtStart(state)
    case 'ForgetPeople':
      return forgetPeople(state)
    case 'ReportEmpty':
      return {
        events: [
          {
            type: 'LineFoundEmpty',
            data: {
              eventId: state.waitlist.eventId,
              ticketType: command.ticketType,
              releaseVersion: command.releaseVersion,
            },
          },
        ],
        receipt: undefined,
      }
    default:
      return command satisfies never
  }
}

/** The turn order of design 5: settlings (owed), leaves, settings and news of the event, then joins. */
const URGENCY: Partial<Record<Command['type'], number>> = { Leave: 1, Remove: 1, Join: 3 }

/** Join's decider: it owns waitlist:{eventId} and follows release:{eventId}. */
export const waitlistDecider: OwnedDecider<JoinState, Command> = {
  service: 'join',
  initialState: (stream) => initialJoinState(keyOf(stream)),
  evolve,
  decide,
  due,
  urgency: (command) => URGENCY[command.type] ?? 2,
  async refresh(state, log) {
    let newest: RecordedEvent | undefined
    await foldFrom(log, streamOf('release', state.waitlist.eventId), state.releaseVersion + 1, (event) => {
      follow(state, event)
      newest = event
    })
    return newest
  },
}
