import { derivedId, refuse } from '@waitlist/contracts'
import type { Decision } from '@waitlist/event-log'
import { openedAtOf } from '@waitlist/line'
import type { Judge, TakeRefund } from './commands.ts'
import { type Draft, openDraft } from './draft.ts'
import { offerOn } from './offering.ts'
import type { Lot, ReleaseState } from './state.ts'

/** How long a refund that came before its sell-out is kept, in ms (design 4.3). */
export const HELD_MS = 600_000

type Freed = Pick<Lot, 'lotId' | 'sourceId' | 'ticketType' | 'quantity' | 'time'>

/** Takes a refund in once for ever, keeps it until it can be judged, or ignores it as never ours. */
export function takeRefund(command: TakeRefund, state: ReleaseState, now: number): Decision {
  const { refundId, ticketType, quantity, time } = command
  const lotId = derivedId('lot', state.eventId, 'refund', refundId, ticketType)
  const known = state.lots.get(lotId)
  if (known && known.quantity !== quantity) {
    const detail = `Refund ${refundId} of ${ticketType} was ${known.quantity} tickets before and is ${quantity} now.`
    return refuse('WL_ERR_VALIDATION', detail)
  }
  const draft = openDraft(state)
  if (!known) judgeRefund(draft, state, { lotId, sourceId: refundId, ticketType, quantity, time }, now)
  return draft.decided()
}

/** Judges a refund that was kept, when its list opened or its time is over. */
export function judge({ lotId }: Judge, state: ReleaseState, now: number): Decision {
  const draft = openDraft(state)
  const lot = state.lots.get(lotId)
  if (lot) judgeRefund(draft, state, lot, now, lot)
  return draft.decided()
}

/** A refund belongs to the list when its time is not before the moment its type sold out. */
function judgeRefund(draft: Draft, state: ReleaseState, freed: Freed, now: number, kept?: Lot): void {
  const { lotId, sourceId, ticketType, quantity, time } = freed
  const lot = { eventId: state.eventId, lotId, ticketType, quantity, sourceId }
  const at = { time: new Date(time).toISOString() }
  const openedAt = openedAtOf(state.waitlist, ticketType)
  if (openedAt === undefined) {
    if (!kept) draft.note({ type: 'TicketsHeld', data: { ...lot, ...at } })
    else draft.note({ type: 'LotIgnored', data: { ...lot, ...at, reason: 'not-open' } })
  } else if (time < openedAt) {
    draft.note({ type: 'LotIgnored', data: { ...lot, ...at, reason: 'before-sellout' } })
  } else {
    const releaseId = derivedId('rel', state.eventId, lotId)
    draft.move({ type: 'TicketsReleased', data: { ...lot, source: 'refund', releaseId } })
    offerOn(draft, state, now)
  }
}
