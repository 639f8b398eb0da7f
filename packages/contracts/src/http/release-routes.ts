import { Type } from 'typebox'
import { defineRoute } from '../define-route.ts'
import { Offer } from '../events/release.ts'
import { OpaqueId, ownId } from '../scalars.ts'
import { ClaimReply, DeclineReply, HolderBody, HolderHeaders, ReleaseBody, ReleaseReply } from './release.ts'

const offerParams = Type.Object({ offerId: ownId('off') })
const holder = { access: 'bearer-or-claim-token', roles: ['customer'], scope: 'holder' } as const
const offerOwner = { by: 'id', from: 'params.offerId' } as const

/** The routes that the release service serves. */
export const releaseRoutes = {
  releaseTickets: defineRoute({
    id: 'releaseTickets',
    method: 'POST',
    path: '/api/waitlist/release/{eventId}',
    service: 'release',
    tag: 'Organizer',
    summary: 'Offer a new lot of tickets, or what is free in the pool',
    params: Type.Object({ eventId: OpaqueId }),
    body: ReleaseBody,
    replies: { 202: { description: 'What was offered at once, and what comes later', schema: ReleaseReply } },
    problems: [
      'WL_ERR_UNKNOWN_TYPE',
      'WL_ERR_NOT_FOUND',
      'WL_ERR_NOT_SOLD_OUT',
      'WL_ERR_PAUSED',
      'WL_ERR_CLOSED',
      'WL_ERR_CANCELLED',
      'WL_ERR_POOL_SHORT',
    ],
    policy: { access: 'bearer', roles: ['organizer', 'service'], scope: 'own-event' },
    owner: { by: 'eventId', from: 'params.eventId' },
    idempotencyKey: 'required',
  }),
  getOffer: defineRoute({
    id: 'getOffer',
    method: 'GET',
    path: '/api/waitlist/offer/{offerId}',
    service: 'release',
    tag: 'Offers',
    summary: 'An offer, for its holder or for a checkout that verifies the right',
    params: offerParams,
    headers: HolderHeaders,
    replies: { 200: { description: 'The offer', schema: Offer } },
    problems: ['WL_ERR_NOT_FOUND'],
    policy: { access: 'bearer-or-claim-token', roles: ['customer', 'service'], scope: 'holder' },
    owner: offerOwner,
    idempotencyKey: 'none',
  }),
  claimOffer: defineRoute({
    id: 'claimOffer',
    method: 'POST',
    path: '/api/waitlist/claim/{offerId}',
    service: 'release',
    tag: 'Offers',
    summary: 'Claim an offer; the purchase window begins',
    params: offerParams,
    body: HolderBody,
    bodyOptional: true,
    replies: { 200: { description: 'The claimed offer', schema: ClaimReply } },
    problems: ['WL_ERR_NOT_FOUND', 'WL_ERR_OFFER_GONE'],
    policy: holder,
    owner: offerOwner,
    idempotencyKey: 'optional',
    repeatable: true,
  }),
  declineOffer: defineRoute({
    id: 'declineOffer',
    method: 'POST',
    path: '/api/waitlist/decline/{offerId}',
    service: 'release',
    tag: 'Offers',
    summary: 'Decline an offer, open or claimed; it goes to the next in line',
    params: offerParams,
    body: HolderBody,
    bodyOptional: true,
    replies: { 200: { description: 'The declined offer', schema: DeclineReply } },
    problems: ['WL_ERR_NOT_FOUND', 'WL_ERR_OFFER_GONE'],
    policy: holder,
    owner: offerOwner,
    idempotencyKey: 'optional',
  }),
}
