import type { Entry as EntryReply, WaitlistStatus } from '@waitlist/contracts'
import { type Entry, isActive, isOpen, type Position, type Waitlist } from '@waitlist/line'
import type { JoinState, KnownOffer } from './state.ts'

/** What an entry's customer is shown of it, besides its position. */
export type ShownEntry = Pick<
  Entry,
  | 'entryId'
  | 'customerId'
  | 'status'
  | 'ticketTypes'
  | 'quantity'
  | 'minQuantity'
  | 'tier'
  | 'joinedAt'
  | 'locale'
  | 'channels'
>

/** An entry as the HTTP contract shows it: with its position while it waits, with its offer while it has one. */
export function entryReply(state: JoinState, entry: Entry, now: number): EntryReply {
  return replyOf(state.waitlist.eventId, entry, offerOf(state, entry), positionOf(state, entry), now)
}

/** The position of an entry that waits. */
export function positionOf({ waitlist }: JoinState, entry: Entry): Position | undefined {
  return entry.status === 'waiting' ? waitlist.line.position(entry.entryId) : undefined
}

/** The offer of an entry that has one. */
export function offerOf({ offers }: JoinState, entry: Entry): KnownOffer | undefined {
  if (entry.offerId === undefined || entry.status === 'waiting' || !isActive(entry)) return undefined
  return offers.get(entry.offerId)
}

/** The reply that an entry, its offer and its position come to, wherever they were kept. */
export function replyOf(
  eventId: string,
  entry: ShownEntry,
  offer: KnownOffer | undefined,
  place: Position | undefined,
  now: number,
): EntryReply {
  return {
    entryId: entry.entryId,
    eventId,
    customerId: entry.customerId,
    status: entry.status,
    ticketTypes: [...entry.ticketTypes],
    quantity: entry.quantity,
    minQuantity: entry.minQuantity,
    tier: entry.tier,
    joinedAt: new Date(entry.joinedAt).toISOString(),
    ...(place ? { position: place.position, ahead: place.ahead, total: place.total } : {}),
    byTicketType: [...(place?.byTicketType ?? [])],
    ...(offer ? { offer: offerReply(offer) } : {}),
    locale: entry.locale,
    channels: [...entry.channels],
    asOf: new Date(now).toISOString(),
  }
}

function offerReply({ offerId, ticketType, quantity, expiresAt, purchaseBy }: KnownOffer) {
  const deadline =
    purchaseBy === undefined
      ? { expiresAt: new Date(expiresAt).toISOString() }
      : { purchaseBy: new Date(purchaseBy).toISOString() }
  return { offerId, ticketType, quantity, ...deadline }
}

/** The status of a waitlist as the contract names it. */
export function statusOf(waitlist: Waitlist): WaitlistStatus {
  if (waitlist.cancelled) return 'cancelled'
  if (!isOpen(waitlist)) return 'closed'
  return waitlist.pause.joining ? 'paused' : 'open'
}
