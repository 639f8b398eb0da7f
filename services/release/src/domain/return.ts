import type { Decision } from '@waitlist/event-log'
import { isOpen, saleEndOf } from '@waitlist/line'
import type { Ask, ReturnAll, ReturnUnwanted } from './commands.ts'
import { openDraft } from './draft.ts'
import { mayOffer, settingsInForce } from './offering.ts'
import { offerable } from './pool.ts'
import { questionOf, type ReleaseState } from './state.ts'

/** Why a list that was open takes part in nothing any more; undefined while it does, or never did. */
export function overBecause(state: ReleaseState, now: number): ReturnAll['reason'] | undefined {
  const { waitlist } = state
  if (!waitlist.opened) return undefined
  if (waitlist.cancelled) return 'cancelled'
  if (waitlist.started || now >= saleEndOf(waitlist)) return 'sale-ended'
  return isOpen(waitlist) ? undefined : 'closed'
}

/** What is to be done about free tickets of a type that nobody took: ask join, give them back, or nothing for now. */
export function unwanted(state: ReleaseState, ticketType: string, now: number): Ask | ReturnUnwanted | undefined {
  const settings = settingsInForce(state)
  if (!settings || settings.keepPool || !mayOffer(state, now)) return undefined
  const free = freeToReturn(state, ticketType)
  if (free === 0 || state.waitlist.line.takes(ticketType, free)) return undefined
  const { gainedAt, askedAt, askedLine, foundEmptyAt } = questionOf(state, ticketType)
  // The answer counts only when nothing came free since the question: a customer may have been told of a place since.
  if (foundEmptyAt > gainedAt) return { type: 'ReturnUnwanted', ticketType }
  const asked = askedAt > gainedAt && askedLine >= state.waitlist.changedAt
  return asked ? undefined : { type: 'Ask', ticketType }
}

export function ask({ ticketType }: Ask, state: ReleaseState): Decision {
  const draft = openDraft(state)
  const free = freeToReturn(state, ticketType)
  const { eventId, waitlist } = state
  draft.note({ type: 'TicketsUnwanted', data: { eventId, ticketType, free, lineVersion: waitlist.version } })
  return draft.decided()
}

export function returnUnwanted({ ticketType }: ReturnUnwanted, state: ReleaseState): Decision {
  const draft = openDraft(state)
  const quantity = freeToReturn(state, ticketType)
  const { eventId } = state
  draft.move({ type: 'TicketsReturnedToPublic', data: { eventId, ticketType, quantity, reason: 'unwanted' } })
  return draft.decided()
}

/** Gives back every free and scheduled ticket. */
export function returnAll({ reason }: ReturnAll, state: ReleaseState): Decision {
  const draft = openDraft(state)
  for (const [ticketType, { free, scheduled }] of state.pools) {
    const quantity = free + scheduled
    if (quantity === 0) continue
    draft.move({ type: 'TicketsReturnedToPublic', data: { eventId: state.eventId, ticketType, quantity, reason } })
  }
  return draft.decided()
}

/** Without autoRelease fresh tickets wait for an organizer and are not given back before the end of sale. */
function freeToReturn(state: ReleaseState, ticketType: string): number {
  const pool = state.pools.get(ticketType)
  return pool ? offerable(pool, settingsInForce(state)?.autoRelease ?? true) : 0
}
