import { refuse } from '@waitlist/contracts'
import type { Decision } from '@waitlist/event-log'
import type { Abandon, RecordPurchase } from './commands.ts'
import { openDraft } from './draft.ts'
import { offerOf } from './holder.ts'
import { offerOn } from './offering.ts'
import { isLive, type ReleaseState } from './state.ts'

/** A purchase is a fact: it fulfils a live offer, and comes late to one that ended; the event again changes nothing. */
export function recordPurchase(command: RecordPurchase, state: ReleaseState, now: number): Decision {
  const { offerId, customerId, quantity, orderId } = command
  const offer = state.offers.get(offerId)
  if (!offer) return refuse('WL_ERR_NOT_FOUND', `A purchase names the offer ${offerId}, which does not exist.`)
  if (offer.data.customerId !== customerId) {
    return refuse('WL_ERR_VALIDATION', `A purchase of the offer ${offerId} names another customer than its holder.`)
  }
  if (quantity > offer.data.quantity) {
    const detail = `A purchase of ${quantity} tickets names the offer ${offerId} of ${offer.data.quantity}.`
    return refuse('WL_ERR_VALIDATION', detail)
  }
  const draft = openDraft(state)
  const bought = { bought: quantity, ...(orderId === undefined ? {} : { orderId }) }
  if (isLive(offer)) {
    draft.move({ type: 'OfferFulfilled', data: { ...offerOf(offer.data), status: 'fulfilled', ...bought } })
    offerOn(draft, state, now)
  } else if (offer.data.status !== 'fulfilled' && !offer.late) {
    draft.move({ type: 'PurchaseCameLate', data: { ...offerOf(offer.data), ...bought } })
  }
  return draft.decided()
}

/** The holder of a claimed offer gave up at the checkout; of any other offer the news is ignored. */
export function abandon({ offerId }: Abandon, state: ReleaseState, now: number): Decision {
  const offer = state.offers.get(offerId)
  if (!offer) return refuse('WL_ERR_NOT_FOUND', `A given-up purchase names the offer ${offerId}, which does not exist.`)
  const draft = openDraft(state)
  if (offer.data.status === 'claimed') {
    draft.move({ type: 'OfferExpired', data: { ...offerOf(offer.data), status: 'expired', reason: 'abandoned' } })
    offerOn(draft, state, now)
  }
  return draft.decided()
}
