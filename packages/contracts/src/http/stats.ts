import { type Static, Type } from 'typebox'
import { Balance } from '../events/release.ts'
import { Moment, OpaqueId, ownId, TierName, WaitlistStatus } from '../scalars.ts'

const Count = Type.Integer({ minimum: 0 })
const Rate = Type.Union([Type.Number({ minimum: 0 }), Type.Null()], { description: 'null while nothing was counted' })

/** Entries by status; `joined` is the sum of the others. */
export const EntryCounts = Type.Object({
  joined: Count,
  waiting: Count,
  offered: Count,
  claimed: Count,
  purchased: Count,
  left: Count,
  lapsed: Count,
})
export type EntryCounts = Static<typeof EntryCounts>

const Spread = Type.Object({ median: Rate, p90: Rate }, { description: 'In seconds' })

/** What share went on to the next step, and how long that took. */
const rates = {
  conversion: Type.Object({
    offersResolved: Count,
    purchaseRate: Rate,
    joinedToOffered: Rate,
    offeredToClaimed: Rate,
    claimedToPurchased: Rate,
  }),
  times: Type.Object({ toOffer: Spread, toClaim: Spread, toPurchase: Spread }),
}

/** The offers of one release, by what became of them. */
const ReleaseCounts = Type.Object({
  releaseId: ownId('rel'),
  ticketType: OpaqueId,
  source: Type.Enum(['refund', 'release'], { type: 'string' }),
  releasedAt: Moment,
  quantity: Count,
  offers: Count,
  claimed: Count,
  fulfilled: Count,
  declined: Count,
  expired: Count,
  revoked: Count,
  late: Count,
  bought: Count,
  purchaseRate: Rate,
  times: Type.Object({ toClaim: Spread, toPurchase: Spread }),
})

/** What happened within an hour; the hour is named by its beginning. */
const HourCounts = Type.Object({
  hour: Moment,
  joined: Count,
  offered: Count,
  claimed: Count,
  purchased: Count,
  left: Count,
  lapsed: Count,
  released: Count,
  returned: Count,
})

/** The figures of one event (design 4.6). */
export const StatsReply = Type.Object({
  eventId: OpaqueId,
  waitlist: WaitlistStatus,
  asOf: Moment,
  entries: EntryCounts,
  tickets: Type.Object({ total: Balance, byType: Type.Record(OpaqueId, Balance) }),
  ...rates,
  notices: Type.Record(Type.String(), Type.Object({ planned: Count, sent: Count, failed: Count })),
  reached: Type.Record(Type.String(), Count, { description: 'People that a message was sent to, by channel' }),
  byTicketType: Type.Record(OpaqueId, EntryCounts),
  byTier: Type.Record(TierName, EntryCounts),
  breakdown: Type.Object({
    byTicketType: Type.Record(OpaqueId, Type.Object(rates)),
    byTier: Type.Record(TierName, Type.Object(rates)),
  }),
  byRelease: Type.Array(ReleaseCounts),
  perHour: Type.Array(HourCounts),
})
export type StatsReply = Static<typeof StatsReply>
