import { type DeclineReply, routes } from '@waitlist/contracts'
import { implement } from '@waitlist/service-kit'
import { offerFor, type ReleaseContext } from '../context.ts'

/** POST /api/waitlist/decline/{offerId}: the holder gives the offer back; it goes to the next in line. */
export function declineOffer(context: ReleaseContext) {
  return implement(routes.declineOffer, async ({ params: { offerId }, caller, claimToken, cause, record }) => {
    const { stream } = await offerFor(context, offerId, { caller, claimToken })
    const body = await context.writer.execute<DeclineReply>(stream, { type: 'Decline', offerId }, { cause, record })
    return { status: 200 as const, body }
  })
}
