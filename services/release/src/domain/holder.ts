import { type Offer as OfferData, refuse } from '@waitlist/contracts'
import type { Decision } from '@waitlist/event-log'
import type { Claim, Decline } from './commands.ts'
import { openDraft } from './draft.ts'
import { offerOn, settingsInForce } from './offering.ts'
import { isLive, type Offer, type ReleaseState } from './state.ts'
import { isClaimable, purchaseByOf } from './windows.ts'

/** The holder takes an offer in time; a second claim gets the same answer while the offer is claimed. */
export function claim({ offerId }: Claim, state: ReleaseState, now: number): Decision {
  const offer = state.offers.get(offerId)
  if (!offer) return refuse('WL_ERR_NOT_FOUND', 'There is no such offer.')
  if (!stands(offer, state)) return gone()
  if (offer.data.status === 'claimed') return { events: [], receipt: claimAnswer(offer.data, state) }
  if (!isClaimable(offer, now)) return gone()
  const settings = settingsInForce(state)
  const purchaseBy = settings ? purchaseByOf(state, settings, now) : offer.expiresAt
  const claimed: OfferData = {
    ...offerOf(offer.data),
    status: 'claimed',
    claimedAt: new Date(now).toISOString(),
    purchaseBy: new Date(purchaseBy).toISOString(),
  }
  const draft = openDraft(state)
  draft.move({ type: 'OfferClaimed', data: claimed })
  return draft.decided(claimAnswer(claimed, state))
}

/** The holder gives an open or claimed offer back; it goes to the next in line in the same commit. */
export function decline({ offerId }: Decline, state: ReleaseState, now: number): Decision {
  const offer = state.offers.get(offerId)
  if (!offer) return refuse('WL_ERR_NOT_FOUND', 'There is no such offer.')
  const declinable = stands(offer, state) && (offer.data.status === 'claimed' || isClaimable(offer, now))
  if (!declinable) return gone()
  const declined: OfferData = { ...offerOf(offer.data), status: 'declined' }
  const draft = openDraft(state)
  draft.move({ type: 'OfferDeclined', data: declined })
  offerOn(draft, state, now)
  return draft.decided({ offer: declined })
}

/** The contract's offer, without what an event says besides. */
export function offerOf(data: OfferData): OfferData {
  const { offerId, entryId, eventId, customerId, ticketType, quantity, status, offeredAt, expiresAt, releaseId } = data
  return {
    offerId,
    entryId,
    eventId,
    customerId,
    ticketType,
    quantity,
    status,
    offeredAt,
    expiresAt,
    ...(data.claimedAt === undefined ? {} : { claimedAt: data.claimedAt }),
    ...(data.purchaseBy === undefined ? {} : { purchaseBy: data.purchaseBy }),
    releaseId,
  }
}

/** Live, and nothing in the waitlist is about to take it back. */
function stands(offer: Offer, { waitlist, orphans, closedOver }: ReleaseState): boolean {
  const { offerId } = offer.data
  if (!isLive(offer) || waitlist.cancelled || orphans.has(offerId) || closedOver.has(offerId)) return false
  return offer.data.status === 'claimed' || !waitlist.closedByOrganizer
}

function gone(): Decision {
  return refuse('WL_ERR_OFFER_GONE', 'The offer has ended; the tickets went to the next in line.')
}

function claimAnswer(data: OfferData, state: ReleaseState) {
  const checkoutUrl = settingsInForce(state)?.checkoutUrl
  return {
    offer: offerOf(data),
    purchaseBy: data.purchaseBy,
    ...(checkoutUrl === undefined || checkoutUrl === null ? {} : { checkoutUrl }),
  }
}
