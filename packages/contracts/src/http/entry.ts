import { type Static, Type } from 'typebox'
import { MoveTarget, Reason } from '../events/waitlist.ts'
import { Answers } from '../form.ts'
import { Channel, EntryStatus, Locale, Moment, OpaqueId, ownId, Tickets, TierName } from '../scalars.ts'
import { Contact } from './contact.ts'

const Place = Type.Integer({ minimum: 1 })

/** Where an entry stands among those who wait for one of its ticket types. */
const PlaceByType = Type.Object({ ticketType: OpaqueId, position: Place, total: Type.Integer({ minimum: 0 }) })

/** The live offer of an entry: `expiresAt` while it is open, `purchaseBy` once it is claimed. */
const EntryOffer = Type.Object({
  offerId: ownId('off'),
  ticketType: OpaqueId,
  quantity: Tickets,
  expiresAt: Type.Optional(Moment),
  purchaseBy: Type.Optional(Moment),
})

const properties = {
  entryId: ownId('ent'),
  eventId: OpaqueId,
  customerId: OpaqueId,
  status: EntryStatus,
  ticketTypes: Type.Array(OpaqueId),
  quantity: Tickets,
  minQuantity: Tickets,
  tier: TierName,
  joinedAt: Moment,
  position: Type.Optional(Place),
  ahead: Type.Optional(Type.Integer({ minimum: 0 })),
  total: Type.Optional(Type.Integer({ minimum: 0 })),
  byTicketType: Type.Array(PlaceByType),
  offer: Type.Optional(EntryOffer),
  locale: Locale,
  channels: Type.Array(Channel),
  asOf: Moment,
}

/** An entry as its customer sees it. Only a waiting one has a position; it counts the waiting entries of its line. */
export const Entry = Type.Object(properties)
export type Entry = Static<typeof Entry>

/** An entry as its event's organizer sees it. */
export const EntryWithContact = Type.Object({
  ...properties,
  contact: Contact,
  answers: Type.Optional(Answers),
  consentVersion: Type.Optional(
    Type.String({ ...OpaqueId, description: 'The version of the consent text that was agreed to by joining' }),
  ),
})
export type EntryWithContact = Static<typeof EntryWithContact>

/** A customer's entries: the active ones first, then those that ended in the last 30 days. */
export const PositionReply = Type.Object({ customerId: OpaqueId, entries: Type.Array(Entry) })
export type PositionReply = Static<typeof PositionReply>

/** Where an organizer moves an entry, and why. */
export const MoveBody = Type.Object({ to: MoveTarget, reason: Reason }, { additionalProperties: false })
export type MoveBody = Static<typeof MoveBody>

/** Why an organizer takes an entry out. */
export const RemoveBody = Type.Object({ reason: Reason }, { additionalProperties: false })
export type RemoveBody = Static<typeof RemoveBody>

export const LeaveReply = Type.Object({ left: Type.Array(Entry) })
export type LeaveReply = Static<typeof LeaveReply>

export const EntriesReply = Type.Object({
  entries: Type.Array(EntryWithContact),
  nextCursor: Type.Optional(Type.String()),
})
export type EntriesReply = Static<typeof EntriesReply>
