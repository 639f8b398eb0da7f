import { type Static, Type } from 'typebox'
import { defineEvent } from '../define-event.ts'
import { Channel, EntryStatus, Locale, Moment, OpaqueId, ownId, Tickets, TierName } from '../scalars.ts'
import { recordedProperties } from '../settings.ts'

/** An event's schedule as the waitlist knows it. */
export const Schedule = Type.Object({
  name: Type.String(),
  organizerId: OpaqueId,
  startsAt: Moment,
  salesEndAt: Type.Optional(Moment),
  timeZone: Type.String(),
  ticketTypes: Type.Array(Type.Object({ id: OpaqueId, name: Type.String(), capacity: Type.Optional(Type.Integer()) })),
})

const eventId = OpaqueId
const Score = Type.Number({ description: 'Place in the order of arrival; a lower one is ahead.' })

/** Where an entry is moved to: the top or the end of its lane, or a position of the line. */
export const MoveTarget = Type.Union([
  Type.Literal('top'),
  Type.Literal('end'),
  Type.Integer({ minimum: 1, maximum: 1_000_000_000 }),
])
export type MoveTarget = Static<typeof MoveTarget>

/** Why an organizer did something to an entry: for people who look at the list, so it names nobody. */
export const Reason = Type.String({ minLength: 1, maxLength: 200, pattern: '^[^\\u0000-\\u001f\\u007f]*$' })

/** The stream waitlist:{eventId}, written by join: the line and every entry's whole life. */
export const waitlistEvents = {
  WaitlistOpened: defineEvent({
    type: 'WaitlistOpened',
    stream: 'waitlist',
    summary: 'Joining began for the named ticket types; none named means all of them.',
    data: Type.Object({ eventId, ticketTypes: Type.Array(OpaqueId), openedAt: Moment }),
  }),
  SellOutNoted: defineEvent({
    type: 'SellOutNoted',
    stream: 'waitlist',
    summary:
      'Ticket types sold out while nothing may open the list for them; it opens for them when it is opened again.',
    data: Type.Object({ eventId, ticketTypes: Type.Array(OpaqueId, { minItems: 1 }), soldOutAt: Moment }),
  }),
  WaitlistConfigured: defineEvent({
    type: 'WaitlistConfigured',
    stream: 'waitlist',
    summary: 'All settings in force, defaults resolved, with the schedule when there is one.',
    data: Type.Object({
      ...recordedProperties,
      eventId,
      organizerId: Type.Optional(OpaqueId),
      explicit: Type.Array(Type.String(), { description: 'The settings that this event has of its own.' }),
      sources: Type.Optional(
        Type.Record(Type.String(), Type.Enum(['environment', 'file'], { type: 'string' }), {
          description: 'Who made the defaults that are neither built in nor replaced by the event.',
        }),
      ),
      schedule: Type.Optional(Schedule),
      scheduledAt: Type.Optional(Moment),
    }),
  }),
  PeopleForgotten: defineEvent({
    type: 'PeopleForgotten',
    stream: 'waitlist',
    summary: 'The time for which people are kept after the event is over: what is known of them is erased.',
    data: Type.Object({ eventId, startsAt: Moment }),
  }),
  WaitlistPaused: defineEvent({
    type: 'WaitlistPaused',
    stream: 'waitlist',
    summary: 'Joining, offering, both or (resumed) neither is paused.',
    data: Type.Object({ eventId, joining: Type.Boolean(), offering: Type.Boolean() }),
  }),
  WaitlistClosed: defineEvent({
    type: 'WaitlistClosed',
    stream: 'waitlist',
    summary: 'Joining ended, by an organizer or because the event starts.',
    data: Type.Object({ eventId, reason: Type.Enum(['organizer', 'started']) }),
  }),
  WaitlistCancelled: defineEvent({
    type: 'WaitlistCancelled',
    stream: 'waitlist',
    summary: 'The event was cancelled; nothing takes this back.',
    data: Type.Object({ eventId }),
  }),
  WaitlistJoined: defineEvent({
    type: 'WaitlistJoined',
    stream: 'waitlist',
    summary: 'A customer took a place in the line.',
    data: Type.Object({
      entryId: ownId('ent'),
      eventId,
      customerId: OpaqueId,
      ticketTypes: Type.Array(OpaqueId, { minItems: 1 }),
      quantity: Tickets,
      minQuantity: Tickets,
      tier: TierName,
      joinedAt: Moment,
      score: Score,
      channels: Type.Array(Channel),
      locale: Locale,
      addressMarks: Type.Optional(
        Type.Array(Type.String({ minLength: 1, maxLength: 64 }), {
          description:
            'Random marks, the same for the same address within the event, where it asks for one entry each.',
        }),
      ),
      consentVersion: Type.Optional(
        Type.String({ ...OpaqueId, description: 'The version of the text that was agreed to, where there was one.' }),
      ),
    }),
  }),
  EntryMoved: defineEvent({
    type: 'EntryMoved',
    stream: 'waitlist',
    summary: 'A waiting entry has another place in its lane, by an organizer; or made room for one that has.',
    data: Type.Object({
      eventId,
      entryId: ownId('ent'),
      to: MoveTarget,
      score: Score,
      reason: Reason,
      actor: OpaqueId,
    }),
  }),
  WaitlistLeft: defineEvent({
    type: 'WaitlistLeft',
    stream: 'waitlist',
    summary:
      'A customer left, or an organizer removed the entry (with a reason); an open offer goes to the next in line.',
    data: Type.Object({
      eventId,
      entryId: ownId('ent'),
      customerId: OpaqueId,
      reason: Type.Optional(Reason),
      actor: Type.Optional(OpaqueId),
    }),
  }),
  EntrySettled: defineEvent({
    type: 'EntrySettled',
    stream: 'waitlist',
    summary: "An entry's status after a step of its offer, or at the end of the list (no offer then).",
    data: Type.Object({
      eventId,
      entryId: ownId('ent'),
      offerId: Type.Optional(ownId('off')),
      status: EntryStatus,
      score: Type.Optional(Score),
    }),
  }),
  LineFoundEmpty: defineEvent({
    type: 'LineFoundEmpty',
    stream: 'waitlist',
    summary: 'Nobody in the line takes the tickets that release asked about at that version.',
    data: Type.Object({ eventId, ticketType: OpaqueId, releaseVersion: Type.Integer({ minimum: 1 }) }),
  }),
}
