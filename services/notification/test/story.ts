import {
  type DomainEvent,
  derivedId,
  type EventData,
  eventDefinitions,
  type RecordedEvent,
  type ReleaseType,
  streamOf,
  type WaitlistType,
} from '@waitlist/contracts'
import { eventExamples } from '@waitlist/contracts/event-examples'
import type { EventContext } from '../src/domain/context.ts'
import { type Notice, plan, planFarewells } from '../src/domain/plan.ts'

export type Schedule = NonNullable<EventData<'WaitlistConfigured'>['schedule']>
type Told = RecordedEvent<WaitlistType | ReleaseType>
type Reach = Partial<Pick<EventData<'WaitlistJoined'>, 'channels' | 'locale'>>

export const schedule: Schedule = {
  name: 'Rock Night',
  organizerId: 'org-7',
  startsAt: '2027-06-12T18:00:00.000Z',
  timeZone: 'Europe/Berlin',
  ticketTypes: [{ id: 'standing', name: 'Standing room' }],
}
export const STARTED = Date.parse('2027-05-02T09:00:00.000Z')
export const iso = (ms: number) => new Date(ms).toISOString()
/** The entry that a customer made, the first one or a later one. */
export const entryOf = (eventId: string, customer: string, nth = 1) => derivedId('ent', eventId, customer, `${nth}`)
export const offerOf = (eventId: string, customer: string) => derivedId('off', eventId, customer)

/** Tells an event's two streams as join and release write them, a second between one event and the next. */
export function createStory(eventId: string) {
  const told: Told[] = []
  const versions = { waitlist: 0, release: 0 }
  const joins = new Map<string, number>()
  const entry = (customerId: string) => entryOf(eventId, customerId, joins.get(customerId))

  function tell(event: DomainEvent<WaitlistType | ReleaseType>): Told {
    const kind = eventDefinitions[event.type].stream as keyof typeof versions
    versions[kind] += 1
    const stream = streamOf(kind, eventId)
    const version = versions[kind]
    const service = kind === 'waitlist' ? 'join' : 'release'
    const time = STARTED + told.length * 1000
    const envelope = { id: `${stream}@${version}`, source: `/waitlist/${service}`, schema: 1, stream, version, time }
    const recorded = { ...event, ...envelope, correlationId: `request-${told.length}` } as Told
    told.push(recorded)
    return recorded
  }

  /** The offer that a customer has, as its events carry it. */
  const offer = (customerId: string) => ({
    ...eventExamples.OfferMade,
    eventId,
    customerId,
    entryId: entry(customerId),
    offerId: offerOf(eventId, customerId),
    expiresAt: iso(STARTED + 86_400_000),
  })
  const purchaseBy = iso(STARTED + 7_200_000)

  return {
    eventId,
    told,
    opened: () => tell({ type: 'WaitlistOpened', data: { eventId, ticketTypes: [], openedAt: iso(STARTED) } }),
    configured: (schedule?: Schedule) => {
      const { schedule: _, ...settings } = eventExamples.WaitlistConfigured
      return tell({ type: 'WaitlistConfigured', data: { ...settings, eventId, ...(schedule && { schedule }) } })
    },
    joined(customerId: string, { channels = ['email'], locale = 'en' }: Reach = {}) {
      joins.set(customerId, (joins.get(customerId) ?? 0) + 1)
      const place = { eventId, customerId, entryId: entry(customerId), channels, locale }
      return tell({ type: 'WaitlistJoined', data: { ...eventExamples.WaitlistJoined, ...place } })
    },
    left: (customerId: string) =>
      tell({ type: 'WaitlistLeft', data: { eventId, customerId, entryId: entry(customerId) } }),
    settled: (customerId: string, status: EventData<'EntrySettled'>['status']) =>
      tell({ type: 'EntrySettled', data: { eventId, entryId: entry(customerId), status } }),
    cancelled: () => tell({ type: 'WaitlistCancelled', data: { eventId } }),
    offered: (customerId: string, lineVersion = versions.waitlist) =>
      tell({ type: 'OfferMade', data: { ...offer(customerId), lineVersion } }),
    claimed: (customerId: string) =>
      tell({ type: 'OfferClaimed', data: { ...offer(customerId), status: 'claimed', purchaseBy } }),
    fulfilled: (customerId: string) =>
      tell({ type: 'OfferFulfilled', data: { ...offer(customerId), status: 'fulfilled', bought: 1 } }),
    declined: (customerId: string) =>
      tell({ type: 'OfferDeclined', data: { ...offer(customerId), status: 'declined' } }),
    expired: (customerId: string) =>
      tell({ type: 'OfferExpired', data: { ...offer(customerId), status: 'expired', reason: 'unclaimed' } }),
    revoked: (customerId: string, reason: EventData<'OfferRevoked'>['reason']) =>
      tell({ type: 'OfferRevoked', data: { ...offer(customerId), status: 'revoked', reason } }),
    cameLate: (customerId: string) =>
      tell({ type: 'PurchaseCameLate', data: { ...offer(customerId), status: 'expired', bought: 1 } }),
  }
}

export type Story = ReturnType<typeof createStory>

/** All notices that an event of a story calls for, given what came before it; a cancellation tells everybody. */
export function called(event: RecordedEvent, context: EventContext, { told }: Pick<Story, 'told'>): Notice[] {
  const joins = told.filter((one) => one.type === 'WaitlistJoined')
  return [...plan(event, context), ...(event.type === 'WaitlistCancelled' ? planFarewells(joins, context) : [])]
}
