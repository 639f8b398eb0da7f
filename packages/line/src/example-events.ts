import { type DomainEvent, derivedId, type EntryStatus, type EventData, type Settings } from '@waitlist/contracts'
import { settingsExample } from '@waitlist/contracts/event-examples'

/** The event that specifications are about. */
export const eventId = 'gala'

/** The first moment of a specification, in ms. */
export const START = Date.parse('2027-01-01T00:00:00.000Z')
export const MINUTE = 60_000
export const HOUR = 60 * MINUTE

export const iso = (ms: number): string => new Date(ms).toISOString()

/** The entry of somebody, told apart by name; a second one of the same person has another name. */
export const entryOf = (name: string): string => derivedId('ent', eventId, name)

/** An offer to that entry: the first, second, … */
export const offerOf = (name: string, nth = 1): string => derivedId('off', eventId, entryOf(name), String(nth))

type Schedule = NonNullable<EventData<'WaitlistConfigured'>['schedule']>

/** A schedule of `org-7`: starts ten hours after START, sale ends an hour before; no ticket types named. */
export const scheduled = (change: Partial<Schedule> = {}): Schedule => ({
  name: 'The gala',
  organizerId: 'org-7',
  startsAt: iso(START + 10 * HOUR),
  salesEndAt: iso(START + 9 * HOUR),
  timeZone: 'Europe/Berlin',
  ticketTypes: [],
  ...change,
})

/** Opened for these types, for all when none is named. */
export const opened = (ticketTypes: string[] = [], openedAt = START): DomainEvent => ({
  type: 'WaitlistOpened',
  data: { eventId, ticketTypes, openedAt: iso(openedAt) },
})

/** The defaults with an event's own settings over them. */
export const configured = (
  own: Partial<Settings> = {},
  context: Pick<EventData<'WaitlistConfigured'>, 'organizerId' | 'schedule' | 'scheduledAt'> = {},
): DomainEvent => ({
  type: 'WaitlistConfigured',
  data: { ...settingsExample, ...own, explicit: Object.keys(own).sort(), eventId, ...context },
})

export const paused = (pause: { joining?: boolean; offering?: boolean }): DomainEvent => ({
  type: 'WaitlistPaused',
  data: { eventId, joining: false, offering: false, ...pause },
})

export const closed = (reason: 'organizer' | 'started' = 'organizer'): DomainEvent => ({
  type: 'WaitlistClosed',
  data: { eventId, reason },
})

export const cancelled = (): DomainEvent => ({ type: 'WaitlistCancelled', data: { eventId } })

type Wishes = Partial<Omit<EventData<'WaitlistJoined'>, 'entryId' | 'eventId' | 'score'>>

/** One person's place: a single ticket of type A, when nothing else is said. */
export const joined = (name: string, score: number, wishes: Wishes = {}): DomainEvent<'WaitlistJoined'> => ({
  type: 'WaitlistJoined',
  data: {
    entryId: entryOf(name),
    eventId,
    customerId: name,
    ticketTypes: ['A'],
    quantity: 1,
    minQuantity: wishes.quantity ?? 1,
    tier: 'standard',
    joinedAt: iso(START + score),
    score,
    channels: ['email'],
    locale: 'en',
    ...wishes,
  },
})

/** These people, in the order of arrival, with the same wishes. */
export const inLine = (names: readonly string[], wishes: Wishes = {}): DomainEvent[] =>
  names.map((name, index) => joined(name, index + 1, wishes))

export const left = (name: string): DomainEvent => ({
  type: 'WaitlistLeft',
  data: { eventId, entryId: entryOf(name), customerId: name },
})

/** An organizer moved somebody to a place, which this score is. */
export const moved = (name: string, to: EventData<'EntryMoved'>['to'], score: number): DomainEvent<'EntryMoved'> => ({
  type: 'EntryMoved',
  data: { eventId, entryId: entryOf(name), to, score, reason: 'a promise', actor: 'olga' },
})

/** The answer to a step of somebody's offer. */
export const settled = (
  name: string,
  status: EntryStatus,
  more: { nth?: number; score?: number } = {},
): DomainEvent => ({
  type: 'EntrySettled',
  data: {
    eventId,
    entryId: entryOf(name),
    offerId: offerOf(name, more.nth),
    status,
    ...(more.score === undefined ? {} : { score: more.score }),
  },
})

/** The end of an entry's waiting, without an offer: the list is over. */
export const ended = (name: string, status: 'left' | 'lapsed'): DomainEvent => ({
  type: 'EntrySettled',
  data: { eventId, entryId: entryOf(name), status },
})

export const foundEmpty = (ticketType: string, releaseVersion: number): DomainEvent => ({
  type: 'LineFoundEmpty',
  data: { eventId, ticketType, releaseVersion },
})
