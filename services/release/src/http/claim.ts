import { type ClaimReply, routes } from '@waitlist/contracts'
import { implement } from '@waitlist/service-kit'
import { offerFor, type ReleaseContext } from '../context.ts'

/** POST /api/waitlist/claim/{offerId}: the holder takes the offer; again gives the same answer while it is claimed. */
export function claimOffer(context: ReleaseContext) {
  return implement(routes.claimOffer, async ({ params: { offerId }, caller, claimToken, cause, record }) => {
    const { stream } = await offerFor(context, offerId, { caller, claimToken })
    const body = await context.writer.execute<ClaimReply>(stream, { type: 'Claim', offerId }, { cause, record })
    return { status: 200 as const, body }
  })
}
