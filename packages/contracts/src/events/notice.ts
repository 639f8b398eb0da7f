import { type Static, Type } from 'typebox'
import { defineEvent } from '../define-event.ts'
import { Channel, Locale, OpaqueId, ownId } from '../scalars.ts'

/** The messages there are. */
export const Template = Type.Enum(['joined', 'offer', 'reminder', 'expired', 'revoked', 'cancelled', 'purchased'], {
  type: 'string',
})
export type Template = Static<typeof Template>

const notice = {
  noticeId: ownId('ntc'),
  eventId: OpaqueId,
  customerId: OpaqueId,
  entryId: Type.Optional(ownId('ent')),
  offerId: Type.Optional(ownId('off')),
  template: Template,
  channel: Channel,
}

const attempt = Type.Integer({ minimum: 1 })

/** Left out where there are none. */
const ambiguous = Type.Optional(
  Type.Integer({
    minimum: 1,
    description: 'So many attempts ended without anybody knowing whether the message went out.',
  }),
)

/**
 * The streams notice:{noticeId}, written by notification. No address and no token is in them. The steps between the first
 * and the last are written only for providers that would send a repeated message twice.
 */
export const noticeEvents = {
  NotificationPlanned: defineEvent({
    type: 'NotificationPlanned',
    stream: 'notice',
    summary: 'A message is to be sent.',
    data: Type.Object({ ...notice, locale: Locale }),
  }),
  NotificationAttempted: defineEvent({
    type: 'NotificationAttempted',
    stream: 'notice',
    summary: 'The message is handed to a provider now; unless a later event says more, nobody knows what came of it.',
    data: Type.Object({ ...notice, attempt, ambiguous }),
  }),
  NotificationDelayed: defineEvent({
    type: 'NotificationDelayed',
    stream: 'notice',
    summary: 'An attempt did not succeed, or nobody knows whether it did; there will be another.',
    data: Type.Object({ ...notice, attempt, reason: Type.String(), ambiguous }),
  }),
  NotificationSent: defineEvent({
    type: 'NotificationSent',
    stream: 'notice',
    summary: 'A provider took the message.',
    data: Type.Object({ ...notice, attempt, ambiguous }),
  }),
  NotificationFailed: defineEvent({
    type: 'NotificationFailed',
    stream: 'notice',
    summary: 'The message will not be sent, and why.',
    data: Type.Object({ ...notice, reason: Type.String(), ambiguous }),
  }),
}
