import {
  type Balance,
  type DomainEvent,
  derivedId,
  type EntryStatus,
  type EventData,
  eventDefinitions,
  type RecordedEvent,
  type ReleaseType,
  streamOf,
  type WaitlistType,
} from '@waitlist/contracts'
import { eventExamples } from '@waitlist/contracts/event-examples'

type Told = RecordedEvent<WaitlistType | ReleaseType>
type Wish = Partial<Pick<EventData<'WaitlistJoined'>, 'ticketTypes' | 'tier'>>
type HeldOffer = Omit<EventData<'OfferMade'>, 'balance' | 'lineVersion'>

export const STARTED = Date.parse('2027-05-02T09:30:00.000Z')
const iso = (ms: number) => new Date(ms).toISOString()

/** An event's day as join and release write it: every event with its balance, a clock that goes on when told. */
export function createDay(eventId: string) {
  const told: Told[] = []
  const versions = { waitlist: 0, release: 0 }
  const pools = new Map<string, Balance>()
  const offers = new Map<string, HeldOffer>()
  const made = new Map<string, number>()
  let now = STARTED

  const pool = (ticketType: string): Balance => {
    const none = { released: 0, owed: 0, free: 0, scheduled: 0, open: 0, claimed: 0, fulfilled: 0, returned: 0 }
    const known = pools.get(ticketType) ?? none
    pools.set(ticketType, known)
    return known
  }
  const move = (ticketType: string, changes: Partial<Balance>) => {
    const terms = Object.entries(changes) as [keyof Balance, number][]
    for (const [term, change] of terms) pool(ticketType)[term] += change
    return { [ticketType]: { ...pool(ticketType) } }
  }
  const entryOf = (customer: string) => derivedId('ent', eventId, customer)
  const offerOf = (customer: string) => offers.get(customer) as HeldOffer
  const stateOf = (offer: HeldOffer) => (offer.claimedAt === undefined ? 'open' : 'claimed')
  const gaveBack = (offer: HeldOffer, many = offer.quantity) =>
    move(offer.ticketType, { [stateOf(offer)]: -offer.quantity, free: many })

  function tell(event: DomainEvent<WaitlistType | ReleaseType>): Told {
    const kind = eventDefinitions[event.type].stream as keyof typeof versions
    versions[kind] += 1
    const [stream, version] = [streamOf(kind, eventId), versions[kind]]
    const id = `${stream}@${version}`
    const recorded = { ...event, id, source: '/waitlist/test', schema: 1, stream, version, time: now } as Told
    told.push(recorded)
    return recorded
  }

  const day = {
    eventId,
    told,
    pools,
    wait: (ms: number) => {
      now += ms
    },
    opened: () => tell({ type: 'WaitlistOpened', data: { eventId, ticketTypes: [], openedAt: iso(now) } }),
    configured(organizerId?: string, scheduledBy?: string) {
      const { schedule, organizerId: _, ...settings } = eventExamples.WaitlistConfigured
      const scheduled = schedule && scheduledBy && { schedule: { ...schedule, organizerId: scheduledBy } }
      return tell({
        type: 'WaitlistConfigured',
        data: { ...settings, eventId, ...(organizerId && { organizerId }), ...scheduled },
      })
    },
    paused: (joining: boolean, offering = false) =>
      tell({ type: 'WaitlistPaused', data: { eventId, joining, offering } }),
    closed: () => tell({ type: 'WaitlistClosed', data: { eventId, reason: 'organizer' } }),
    cancelled: () => tell({ type: 'WaitlistCancelled', data: { eventId } }),
    joined: (customerId: string, { ticketTypes = ['standing'], tier = 'standard' }: Wish = {}) =>
      tell({
        type: 'WaitlistJoined',
        data: {
          ...eventExamples.WaitlistJoined,
          ...{ eventId, customerId, entryId: entryOf(customerId), ticketTypes, tier, joinedAt: iso(now) },
        },
      }),
    left: (customerId: string) =>
      tell({ type: 'WaitlistLeft', data: { eventId, customerId, entryId: entryOf(customerId) } }),
    settled: (customerId: string, status: EntryStatus) =>
      tell({ type: 'EntrySettled', data: { eventId, entryId: entryOf(customerId), status } }),
    released(ticketType: string, quantity: number, source: 'refund' | 'release' = 'refund') {
      const releaseId = derivedId('rel', eventId, `${versions.release}`)
      const lot = { eventId, lotId: derivedId('lot', eventId, releaseId), sourceId: 'refund-1', ticketType, quantity }
      const balance = move(ticketType, { released: quantity, free: quantity })
      tell({ type: 'TicketsReleased', data: { ...lot, source, releaseId, balance } })
      return releaseId
    },
    releasedFromPool(ticketType: string, quantity: number) {
      const releaseId = derivedId('rel', eventId, `${versions.release}`)
      const plan = { from: 'pool' as const, quantity }
      const data = {
        ...eventExamples.ReleaseAdvanced,
        eventId,
        releaseId,
        ticketType,
        plan,
        balance: move(ticketType, {}),
      }
      tell({ type: 'ReleaseAdvanced', data })
      return releaseId
    },
    offered(customerId: string, ticketType: string, releaseId: string, quantity = 1) {
      const nth = (made.get(customerId) ?? 0) + 1
      made.set(customerId, nth)
      const offer: HeldOffer = {
        ...{
          offerId: derivedId('off', eventId, customerId, `${nth}`),
          entryId: entryOf(customerId),
          eventId,
          customerId,
        },
        ...{ ticketType, quantity, status: 'open', offeredAt: iso(now), expiresAt: iso(now + 86_400_000), releaseId },
      }
      offers.set(customerId, offer)
      const balance = move(ticketType, { free: -quantity, open: quantity })
      return tell({ type: 'OfferMade', data: { ...offer, lineVersion: versions.waitlist, balance } })
    },
    claimed(customerId: string) {
      const before = offerOf(customerId)
      const offer: HeldOffer = { ...before, status: 'claimed', claimedAt: iso(now), purchaseBy: iso(now + 7_200_000) }
      offers.set(customerId, offer)
      const balance = move(offer.ticketType, { open: -offer.quantity, claimed: offer.quantity })
      return tell({ type: 'OfferClaimed', data: { ...offer, balance } })
    },
    fulfilled(customerId: string) {
      const offer = offerOf(customerId)
      const balance = move(offer.ticketType, { [stateOf(offer)]: -offer.quantity, fulfilled: offer.quantity })
      return tell({ type: 'OfferFulfilled', data: { ...offer, status: 'fulfilled', bought: offer.quantity, balance } })
    },
    declined(customerId: string) {
      const offer = offerOf(customerId)
      return tell({ type: 'OfferDeclined', data: { ...offer, status: 'declined', balance: gaveBack(offer) } })
    },
    expired(customerId: string) {
      const offer = offerOf(customerId)
      const data = { ...offer, status: 'expired' as const, reason: 'unclaimed' as const, balance: gaveBack(offer) }
      return tell({ type: 'OfferExpired', data })
    },
    revoked(customerId: string, reason: EventData<'OfferRevoked'>['reason']) {
      const offer = offerOf(customerId)
      return tell({ type: 'OfferRevoked', data: { ...offer, status: 'revoked', reason, balance: gaveBack(offer) } })
    },
    cameLate(customerId: string) {
      const offer = offerOf(customerId)
      const given = Math.min(pool(offer.ticketType).free, offer.quantity)
      const changes = { fulfilled: offer.quantity, free: -given, owed: offer.quantity - given }
      const data = { ...offer, status: 'expired' as const, bought: offer.quantity }
      return tell({ type: 'PurchaseCameLate', data: { ...data, balance: move(offer.ticketType, changes) } })
    },
    returned(ticketType: string, quantity: number) {
      const balance = move(ticketType, { free: -quantity, returned: quantity })
      return tell({
        type: 'TicketsReturnedToPublic',
        data: { eventId, ticketType, quantity, reason: 'unwanted', balance },
      })
    },
  }
  return day
}

export type Day = ReturnType<typeof createDay>
