import type { Channel, EntryStatus, EventData, RecordedEvent } from '@waitlist/contracts'

/** How to reach the holder of an entry; one object for all entries that asked for the same. */
export type Reach = { readonly channels: readonly Channel[]; readonly locale: string }

/** An entry as far as notices need it. */
export type Member = { readonly customerId: string; readonly reach: Reach; status: EntryStatus }

/** An offer that is open or claimed. */
export type LiveOffer = {
  readonly ticketType: string
  readonly quantity: number
  /** When it ends, in ms: by the notification window while open, by the purchase window once claimed. */
  readonly endsAt: number
}

/** What notification knows of one event: a fold of its waitlist and its release stream. */
export type EventContext = {
  readonly eventId: string
  /** The versions folded last. */
  waitlistVersion: number
  releaseVersion: number
  cancelled: boolean
  configuration: Pick<EventData<'WaitlistConfigured'>, 'ticketTypes' | 'schedule'> | undefined
  readonly members: Map<string, Member>
  readonly offers: Map<string, LiveOffer>
  readonly reaches: Map<string, Reach>
}

export function createContext(eventId: string): EventContext {
  return {
    eventId,
    waitlistVersion: 0,
    releaseVersion: 0,
    cancelled: false,
    configuration: undefined,
    members: new Map(),
    offers: new Map(),
    reaches: new Map(),
  }
}

/** Applies the next event of either stream, in place. */
export function foldContext(context: EventContext, event: RecordedEvent): EventContext {
  if (event.stream.startsWith('release:')) context.releaseVersion = event.version
  else context.waitlistVersion = event.version
  switch (event.type) {
    case 'WaitlistConfigured':
      // The rest of the settings would only keep memory.
      context.configuration = { ticketTypes: event.data.ticketTypes, ...scheduleOf(event.data) }
      return context
    case 'WaitlistCancelled':
      context.cancelled = true
      return context
    case 'WaitlistJoined':
      context.members.set(event.data.entryId, memberOf(context, event.data))
      return context
    case 'WaitlistLeft':
      return settle(context, event.data.entryId, 'left')
    case 'EntrySettled':
      return settle(context, event.data.entryId, event.data.status)
    case 'OfferMade':
    case 'OfferClaimed':
      context.offers.set(event.data.offerId, liveOffer(event))
      return context
    case 'OfferFulfilled':
    case 'OfferDeclined':
    case 'OfferExpired':
    case 'OfferRevoked':
      context.offers.delete(event.data.offerId)
      return context
    default:
      return context
  }
}

function scheduleOf({ schedule }: EventData<'WaitlistConfigured'>) {
  return schedule === undefined ? {} : { schedule }
}

function memberOf({ reaches }: EventContext, { customerId, channels, locale }: EventData<'WaitlistJoined'>): Member {
  const key = `${locale} ${channels.join(' ')}`
  const reach = reaches.get(key) ?? { channels, locale }
  reaches.set(key, reach)
  return { customerId, reach, status: 'waiting' }
}

function settle(context: EventContext, entryId: string, status: EntryStatus): EventContext {
  const member = context.members.get(entryId)
  if (member) member.status = status
  return context
}

function liveOffer({
  data: { ticketType, quantity, expiresAt, purchaseBy },
}: RecordedEvent<'OfferMade' | 'OfferClaimed'>): LiveOffer {
  return { ticketType, quantity, endsAt: Date.parse(purchaseBy ?? expiresAt) }
}
