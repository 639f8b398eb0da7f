import { type Static, Type } from 'typebox'
import { Offer, offerProperties, PassedOver, ReleasePlan } from '../events/release.ts'
import { Moment, OpaqueId, ownId, PositiveDurationText, TicketCount, Tickets } from '../scalars.ts'

/** What an organizer releases: a new lot, or what is free in the pool. Batches default to the event's settings. */
export const ReleaseBody = Type.Object(
  {
    ticketType: OpaqueId,
    quantity: Tickets,
    from: Type.Optional(Type.Enum(['new', 'pool'], { type: 'string', description: '"new" when absent' })),
    batchSize: Type.Optional(Tickets),
    batchInterval: Type.Optional(PositiveDurationText),
    dryRun: Type.Optional(
      Type.Boolean({ description: 'Only says what would happen; nothing changes, and no Idempotency-Key is needed' }),
    ),
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

const OfferInRelease = Type.Object({
  ...offerProperties,
  endedAt: Type.Optional(Moment),
  reason: Type.Optional(Type.String({ description: 'Why it expired or was revoked' })),
  bought: Type.Optional(
    Type.Integer({ minimum: 1, description: 'What was bought of it; of one that is not fulfilled, reported too late' }),
  ),
})
export type OfferInRelease = Static<typeof OfferInRelease>

/** What became of a batch: whom it was offered to, also when tickets came back and went on, and whom it passed over. */
const BatchOfRelease = Type.Object({
  batch: Type.Integer({ minimum: 1 }),
  startedAt: Moment,
  freed: Type.Integer({ minimum: 0, description: 'Tickets that it put up for offering' }),
  offered: Type.Integer({ minimum: 0, description: 'Tickets in all its offers; those that came back count again' }),
  offers: Type.Array(OfferInRelease, { description: 'The first thousand; the feed has all' }),
  offersMore: Type.Integer({ minimum: 0 }),
  passedOver: Type.Array(PassedOver, { description: 'Each entry once for a rule' }),
  passedOverMore: Type.Integer({ minimum: 0, description: 'How many more were passed over at once' }),
})

/** One act of offering, a refund's or an organizer's, with its batches and the ledger of who was passed over and why. */
const ReleaseAccount = Type.Object({
  releaseId: ownId('rel'),
  source: Type.Enum(['refund', 'release'], { type: 'string' }),
  sourceId: Type.String({ description: 'The refund, or the release itself' }),
  lotId: Type.Optional(ownId('lot')),
  ticketType: OpaqueId,
  quantity: Tickets,
  releasedAt: Moment,
  plan: Type.Optional(ReleasePlan),
  scheduled: Type.Integer({ minimum: 0, description: 'Tickets that wait for a later batch' }),
  nextBatchAt: Type.Optional(Moment),
  pooled: Type.Integer({ minimum: 0, description: 'Tickets of it that are free in the pool' }),
  returned: Type.Integer({ minimum: 0, description: 'Tickets of it that went back to public sale' }),
  batches: Type.Array(BatchOfRelease),
})
export type ReleaseAccount = Static<typeof ReleaseAccount>

/** A page of releases, the earliest first. */
export const ReleasesReply = Type.Object({
  releases: Type.Array(ReleaseAccount),
  nextCursor: Type.Optional(Type.String()),
})
export type ReleasesReply = Static<typeof ReleasesReply>

/** Which page of a list. */
export const PageQuery = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: '100 when absent' })),
    cursor: Type.Optional(
      Type.String({ minLength: 1, maxLength: 200, description: 'The nextCursor of the last page' }),
    ),
  },
  { additionalProperties: false },
)

const ClaimToken = Type.String({ minLength: 1, maxLength: 200, description: 'The claim token of the message' })

/** The right of the holder, where there is no customer token. */
export const HolderBody = Type.Object({ token: Type.Optional(ClaimToken) }, { additionalProperties: false })
export type HolderBody = Static<typeof HolderBody>

export const HolderHeaders = Type.Object({ 'x-claim-token': Type.Optional(ClaimToken) })

export const ClaimReply = Type.Object({ offer: Offer, purchaseBy: Moment, checkoutUrl: Type.Optional(Type.String()) })
export type ClaimReply = Static<typeof ClaimReply>

export const DeclineReply = Type.Object({ offer: Offer })
export type DeclineReply = Static<typeof DeclineReply>
