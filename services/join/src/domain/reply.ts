import type { Entry as EntryReply, WaitlistStatus } from '@waitlist/contracts'
import { type Entry, isActive, isOpen, type Waitlist } from '@waitlist/line'
import type { JoinState, KnownOffer } from './state.ts'

/** An entry as the HTTP contract shows it: with its position while it waits, with its offer while it has one. */
export function entryReply(state: JoinState, entry: Entry, now: number): EntryReply {
  const place = entry.status === 'waiting' ? state.waitlist.line.position(entry.entryId) : undefined
  const offer = isActive(entry) && entry.offerId !== undefined ? state.offers.get(entry.offerId) : undefined
  return {
    entryId: entry.entryId,
    eventId: state.waitlist.eventId,
    customerId: entry.customerId,
    status: entry.status,
    ticketTypes: [...entry.ticketTypes],
    quantity: entry.quantity,
    minQuantity: entry.minQuantity,
    tier: entry.tier,
    joinedAt: new Date(entry.joinedAt).toISOString(),
    ...(place ? { position: place.position, ahead: place.ahead, total: place.total } : {}),
    byTicketType: [...(place?.byTicketType ?? [])],
    ...(offer && entry.status !== 'waiting' ? { offer: offerReply(offer) } : {}),
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
