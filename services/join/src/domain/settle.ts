import type { DomainEvent, EntryStatus } from '@waitlist/contracts'
import type { Decision } from '@waitlist/event-log'
import { type Entry, isActive } from '@waitlist/line'
import type { Settle } from './commands.ts'
import type { JoinState, OfferStep } from './state.ts'

/** Answers one step of an offer with the status its entry has from then on (the table of design 4.4). */
export function settle({ step }: Settle, state: JoinState): Decision {
  const { entryId, offerId, eventId } = step.data
  const entry = state.waitlist.entries.get(entryId)
  if (!entry) return { events: [], receipt: undefined }
  const status = statusAfter(step, entry, state)
  const back = step.type === 'OfferExpired' && status === 'waiting'
  const settled: DomainEvent<'EntrySettled'> = {
    type: 'EntrySettled',
    data: { eventId, entryId, offerId, status, ...(back ? { score: state.waitlist.lastScore + 1 } : {}) },
  }
  return { events: [settled], receipt: undefined }
}

/**
 * Precedence when several things happened to an entry: purchased, then left, then lapsed. An entry that has ended never
 * comes back: it may have lapsed at the start of the event while its offer was on the way.
 */
function statusAfter(step: OfferStep, entry: Entry, state: JoinState): EntryStatus {
  const ended = !isActive(entry)
  switch (step.type) {
    case 'OfferMade':
      return entry.status === 'waiting' ? 'offered' : entry.status
    case 'OfferClaimed':
      return entry.status === 'offered' ? 'claimed' : entry.status
    case 'OfferFulfilled':
    case 'PurchaseCameLate':
      return 'purchased'
    case 'OfferDeclined':
      return entry.status === 'purchased' ? 'purchased' : 'left'
    case 'OfferRevoked':
      if (ended) return entry.status
      return step.data.reason === 'closed' ? 'waiting' : 'left'
    case 'OfferExpired':
      if (ended) return entry.status
      return comesBack(entry, state) ? 'waiting' : 'lapsed'
  }
}

function comesBack(entry: Entry, { waitlist }: JoinState): boolean {
  const settings = waitlist.configuration
  return settings?.onExpiry === 'back' && entry.offers < settings.maxOffers
}
