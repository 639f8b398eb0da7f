import { type Static, Type } from 'typebox'
import { Offer, PassedOver } from '../events/release.ts'
import { Moment, OpaqueId, ownId, PositiveDurationText, TicketCount, Tickets } from '../scalars.ts'

/** What an organizer releases: a new lot, or what is free in the pool. Batches default to the event's settings. */
export const ReleaseBody = Type.Object(
  {
    ticketType: OpaqueId,
    quantity: Tickets,
    from: Type.Optional(Type.Enum(['new', 'pool'], { type: 'string', description: '"new" when absent' })),
    batchSize: Type.Optional(Tickets),
    batchInterval: Type.Optional(PositiveDurationText),
  },
  { additionalProperties: false },
)
export type ReleaseBody = Static<typeof ReleaseBody>

/** What a release did at once, and what comes later. */
export const ReleaseReply = Type.Object({
  releaseId: ownId('rel'),
  ticketType: OpaqueId,
  quantity: Tickets,
  offers: Type.Array(Offer),
  scheduled: TicketCount,
  pooled: TicketCount,
  passedOver: Type.Array(PassedOver),
  nextBatchAt: Type.Optional(Moment),
})
export type ReleaseReply = Static<typeof ReleaseReply>

const ClaimToken = Type.String({ minLength: 1, maxLength: 200, description: 'The claim token of the message' })

/** The right of the holder, where there is no customer token. */
export const HolderBody = Type.Object({ token: Type.Optional(ClaimToken) }, { additionalProperties: false })
export type HolderBody = Static<typeof HolderBody>

export const HolderHeaders = Type.Object({ 'x-claim-token': Type.Optional(ClaimToken) })

export const ClaimReply = Type.Object({ offer: Offer, purchaseBy: Moment, checkoutUrl: Type.Optional(Type.String()) })
export type ClaimReply = Static<typeof ClaimReply>

export const DeclineReply = Type.Object({ offer: Offer })
export type DeclineReply = Static<typeof DeclineReply>
