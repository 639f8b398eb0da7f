import { keyOf, type RecordedEvent, streamOf } from '@waitlist/contracts'
import { type Decision, foldFrom, type OwnedDecider } from '@waitlist/event-log'
import type { Command } from './commands.ts'
import { openDraft } from './draft.ts'
import { due } from './due.ts'
import { expire, revoke } from './ending.ts'
import { evolve } from './evolve.ts'
import { follow } from './follow.ts'
import { claim, decline } from './holder.ts'
import { offerOn } from './offering.ts'
import { abandon, recordPurchase } from './purchase.ts'
import { judge, takeRefund } from './refund.ts'
import { advanceBatch, releaseTickets } from './release-act.ts'
import { releaseReply } from './reply.ts'
import { ask, returnAll, returnUnwanted } from './return.ts'
import { initialReleaseState, type ReleaseState } from './state.ts'

/** Decides one command on the tickets and offers of its event; `now` in ms. */
export function decide(command: Command, state: ReleaseState, now: number): Decision {
  switch (command.type) {
    case 'TakeRefund':
      return takeRefund(command, state, now)
    case 'ReleaseTickets':
      return releaseTickets(command, state, now)
    case 'Claim':
      return claim(command, state, now)
    case 'Decline':
      return decline(command, state, now)
    case 'RecordPurchase':
      return recordPurchase(command, state, now)
    case 'Abandon':
      return abandon(command, state, now)
    case 'Judge':
      return judge(command, state, now)
    case 'Revoke':
      return revoke(command, state, now)
    case 'Expire':
      return expire(command, state, now)
    case 'OfferFree':
      return offerFree(state, now)
    case 'AdvanceBatch':
      return advanceBatch(command, state, now)
    case 'ReturnAll':
      return returnAll(command, state)
    case 'Ask':
      return ask(command, state)
    case 'ReturnUnwanted':
      return returnUnwanted(command, state)
    default:
      return command satisfies never
  }
}

function offerFree(state: ReleaseState, now: number): Decision {
  const draft = openDraft(state)
  offerOn(draft, state, now)
  return draft.decided()
}

/** The turn order of design 5: purchases, claims and declines before owed work, refunds and releases after it. */
const AFTER_OWED: ReadonlySet<Command['type']> = new Set(['TakeRefund', 'ReleaseTickets'])
const SOONER: Partial<Record<Command['type'], number>> = { RecordPurchase: -3, Abandon: -2 }

/** Release's decider: it owns release:{eventId} and follows waitlist:{eventId}. */
export const releaseDecider: OwnedDecider<ReleaseState, Command> = {
  service: 'release',
  initialState: (stream) => initialReleaseState(keyOf(stream)),
  evolve,
  decide,
  due,
  urgency: ({ type }) => (AFTER_OWED.has(type) ? 0 : (SOONER[type] ?? -1)),
  async refresh(state, log) {
    let newest: RecordedEvent | undefined
    await foldFrom(log, streamOf('waitlist', state.eventId), state.waitlist.version + 1, (event) => {
      follow(state, event)
      newest = event
    })
    return newest
  },
  answer: (receipt, state) => {
    const act = receipt as { readonly releaseId?: string } | undefined
    return act?.releaseId === undefined ? receipt : releaseReply(state, act.releaseId)
  },
}
