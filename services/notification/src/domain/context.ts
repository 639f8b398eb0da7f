import type { EventData, RecordedEvent } from '@waitlist/contracts'
import { addMember, createMembers, type Members, settleMember } from './members.ts'

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
  configuration: Pick<EventData<'WaitlistConfigured'>, 'ticketTypes' | 'schedule' | 'templates'> | undefined
  readonly members: Members
  readonly offers: Map<string, LiveOffer>
}

export function createContext(eventId: string): EventContext {
  return {
    eventId,
    waitlistVersion: 0,
    releaseVersion: 0,
    cancelled: false,
    configuration: undefined,
    members: createMembers(),
    offers: new Map(),
  }
}

/** Applies the next event of either stream, in place. */
export function foldContext(context: EventContext, event: RecordedEvent): EventContext {
  if (event.stream.startsWith('release:')) context.releaseVersion = event.version
  else context.waitlistVersion = event.version
  switch (event.type) {
    case 'WaitlistConfigured':
      // The rest of the settings would only keep memory.
      context.configuration = {
        ticketTypes: event.data.ticketTypes,
        templates: event.data.templates ?? [],
        ...scheduleOf(event.data),
      }
      return context
    case 'WaitlistCancelled':
      context.cancelled = true
      return context
    case 'WaitlistJoined':
      addMember(context.members, event.data.entryId, event.data)
      return context
    case 'WaitlistLeft':
      settleMember(context.members, event.data.entryId, 'left')
      return context
    case 'EntrySettled':
      settleMember(context.members, event.data.entryId, event.data.status)
      return context
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

function liveOffer({
  data: { ticketType, quantity, expiresAt, purchaseBy },
}: RecordedEvent<'OfferMade' | 'OfferClaimed'>): LiveOffer {
  return { ticketType, quantity, endsAt: Date.parse(purchaseBy ?? expiresAt) }
}
