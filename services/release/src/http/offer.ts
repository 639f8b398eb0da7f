import { routes } from '@waitlist/contracts'
import { implement } from '@waitlist/service-kit'
import { offerFor, type ReleaseContext } from '../context.ts'

/** GET /api/waitlist/offer/{offerId}: for the holder, and for a checkout that verifies the right. Changes nothing. */
export function getOffer(context: ReleaseContext) {
  return implement(routes.getOffer, async ({ params, caller, claimToken }) => {
    const { offer } = await offerFor(context, params.offerId, { caller, claimToken })
    return { status: 200 as const, body: offer }
  })
}
