import { derivedId, type EntryStatus, type EventData, type RecordedEvent } from '@waitlist/contracts'
import type { EventContext } from './context.ts'
import { memberOf, type Reach } from './members.ts'

/** A message that is to be sent, as it stands in NotificationPlanned. */
export type Notice = EventData<'NotificationPlanned'>

type Subject = { readonly template: Notice['template']; readonly entryId: string; readonly offerId?: string }

const ACTIVE: ReadonlySet<EntryStatus> = new Set(['waiting', 'offered', 'claimed'])

/**
 * The notices that an event calls for, given what came before it (design 4.4): one per channel of the entry it is
 * about. Their ids follow from event, template, subject and channel, so that a repeat plans the same ones. Once the
 * event was cancelled nobody is told anything but that; `planFarewells` does it.
 */
export function* plan(event: RecordedEvent, context: EventContext): Generator<Notice, void, undefined> {
  if (context.cancelled) return
  switch (event.type) {
    case 'WaitlistJoined':
      yield* perChannel(context, event.data.customerId, event.data, { template: 'joined', entryId: event.data.entryId })
      return
    case 'OfferMade':
      yield* about(context, event.data, 'offer')
      return
    case 'OfferExpired':
      yield* about(context, event.data, 'expired')
      return
    case 'OfferRevoked':
      // Who left knows; who lost the offer with the whole event is told of the cancellation.
      if (event.data.reason === 'closed') yield* about(context, event.data, 'revoked')
      return
    case 'OfferFulfilled':
    case 'PurchaseCameLate':
      yield* about(context, event.data, 'purchased')
      return
    default:
  }
}

/** The notices of a cancellation: to everyone of those who joined that still has a place, given what came before it. */
export function* planFarewells(
  joins: Iterable<RecordedEvent<'WaitlistJoined'>>,
  context: EventContext,
): Generator<Notice, void, undefined> {
  if (context.cancelled) return
  for (const { data } of joins) {
    const member = memberOf(context.members, data.entryId)
    if (!member || !ACTIVE.has(member.status)) continue
    yield* perChannel(context, data.customerId, data, { template: 'cancelled', entryId: data.entryId })
  }
}

function* about(
  context: EventContext,
  { offerId, entryId, customerId }: Pick<EventData<'OfferMade'>, 'offerId' | 'entryId' | 'customerId'>,
  template: Notice['template'],
): Generator<Notice, void, undefined> {
  const member = memberOf(context.members, entryId)
  if (member) yield* perChannel(context, customerId, member.reach, { template, entryId, offerId })
}

function* perChannel(
  { eventId }: EventContext,
  customerId: string,
  { channels, locale }: Reach,
  { template, entryId, offerId }: Subject,
): Generator<Notice, void, undefined> {
  const subject = template === 'cancelled' ? customerId : (offerId ?? entryId)
  for (const channel of new Set(channels)) {
    const noticeId = derivedId('ntc', eventId, template, subject, channel)
    yield {
      noticeId,
      eventId,
      customerId,
      entryId,
      ...(offerId === undefined ? {} : { offerId }),
      template,
      channel,
      locale,
    }
  }
}
