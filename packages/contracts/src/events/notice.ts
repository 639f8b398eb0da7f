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

/** The streams notice:{noticeId}, written by notification. No address and no token is in them. */
export const noticeEvents = {
  NotificationPlanned: defineEvent({
    type: 'NotificationPlanned',
    stream: 'notice',
    summary: 'A message is to be sent.',
    data: Type.Object({ ...notice, locale: Locale }),
  }),
  NotificationSent: defineEvent({
    type: 'NotificationSent',
    stream: 'notice',
    summary: 'A provider took the message.',
    data: Type.Object({ ...notice, attempt: Type.Integer({ minimum: 1 }) }),
  }),
  NotificationFailed: defineEvent({
    type: 'NotificationFailed',
    stream: 'notice',
    summary: 'The message will not be sent, and why.',
    data: Type.Object({ ...notice, reason: Type.String() }),
  }),
}
