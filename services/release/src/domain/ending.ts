import type { Decision } from '@waitlist/event-log'
import type { Expire, Revoke } from './commands.ts'
import { openDraft } from './draft.ts'
import { offerOf } from './holder.ts'
import { offerOn } from './offering.ts'
import { isLive, type Offer, type ReleaseState } from './state.ts'

/** Ends offers whose window is over and offers their tickets to the next, in one commit. */
export function expire({ offerIds }: Expire, state: ReleaseState, now: number): Decision {
  const draft = openDraft(state)
  for (const { data } of live(state, offerIds)) {
    const reason = data.status === 'open' ? 'unclaimed' : 'not-purchased'
    draft.move({ type: 'OfferExpired', data: { ...offerOf(data), status: 'expired', reason } })
  }
  offerOn(draft, state, now)
  return draft.decided()
}

/** Takes offers back; their tickets go to the next in line where there is still one. */
export function revoke({ offerIds, reason }: Revoke, state: ReleaseState, now: number): Decision {
  const draft = openDraft(state)
  for (const { data } of live(state, offerIds)) {
    draft.move({ type: 'OfferRevoked', data: { ...offerOf(data), status: 'revoked', reason } })
  }
  offerOn(draft, state, now)
  return draft.decided()
}

function live(state: ReleaseState, offerIds: readonly string[]): Offer[] {
  return offerIds
    .map((offerId) => state.offers.get(offerId))
    .filter((offer) => offer !== undefined && isLive(offer)) as Offer[]
}
