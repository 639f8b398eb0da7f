import type { DomainEvent, Offer as OfferData, ReleasePlan } from '@waitlist/contracts'
import { offerOf } from './holder.ts'
import type { Offer, ReleaseState } from './state.ts'

/** The answer of a release act, the same for every retry: what its first batch did. */
export function releaseReply(state: ReleaseState, releaseId: string) {
  const release = state.releases.get(releaseId)
  if (!release) throw new Error(`release ${releaseId} is not in the stream that answered it`)
  const { act, ticketType, plan } = release
  const offers = act.offerIds.map((offerId) => asMade(state.offers.get(offerId) as Offer))
  const offered = offers.reduce((sum, offer) => sum + offer.quantity, 0)
  return {
    releaseId,
    ticketType,
    quantity: plan?.quantity ?? 0,
    offers,
    scheduled: act.scheduled,
    // An offer may hold tickets that were free before as well.
    pooled: Math.max(0, act.freed - offered),
    passedOver: act.passedOver,
    ...(act.nextBatchAt === undefined ? {} : { nextBatchAt: new Date(act.nextBatchAt).toISOString() }),
  }
}

/** The answer that a release would get, out of the events it would come to. */
export function trialReply(
  events: readonly DomainEvent[],
  { releaseId, ticketType, plan }: { releaseId: string; ticketType: string; plan: ReleasePlan },
) {
  const advanced = events.find((event) => event.type === 'ReleaseAdvanced')?.data
  const offers = events.flatMap((event) =>
    event.type === 'OfferMade' && event.data.releaseId === releaseId ? [offerOf(event.data)] : [],
  )
  const offered = offers.reduce((sum, offer) => sum + offer.quantity, 0)
  return {
    releaseId,
    ticketType,
    quantity: plan.quantity,
    offers,
    scheduled: advanced?.scheduled ?? 0,
    pooled: Math.max(0, (advanced?.freed ?? 0) - offered),
    passedOver: advanced?.passedOver ?? [],
    ...(advanced?.nextBatchAt === undefined ? {} : { nextBatchAt: advanced.nextBatchAt }),
  }
}

/** An offer as it was when it was made. */
function asMade({ data }: Offer): OfferData {
  const { claimedAt, purchaseBy, ...made } = offerOf(data)
  return { ...made, status: 'open' }
}
