import type { RecordedEvent } from '@waitlist/contracts'
import { evolveWaitlist, openedAtOf } from '@waitlist/line'
import { questionOf, type ReleaseState } from './state.ts'

/**
 * Applies an event of the followed waitlist stream, in place. From OfferMade until join has settled that offer's
 * outcome an entry is out of release's line; only a waitlist event puts it back (design 4.4).
 */
export function follow(state: ReleaseState, event: RecordedEvent): void {
  if (event.type === 'EntrySettled') {
    const { entryId, offerId, status } = event.data
    const outcome = status !== 'offered' && status !== 'claimed'
    if (outcome && offerId !== undefined && state.unsettled.get(entryId) === offerId) state.unsettled.delete(entryId)
  }
  evolveWaitlist(state.waitlist, event)
  switch (event.type) {
    case 'WaitlistJoined':
    case 'WaitlistLeft':
    case 'EntrySettled':
      placeEntry(state, event.data.entryId)
      break
    case 'WaitlistClosed':
      if (event.data.reason === 'organizer') closeOver(state, event.version)
      break
    case 'WaitlistOpened':
      rejudge(state)
      break
    case 'LineFoundEmpty': {
      const question = questionOf(state, event.data.ticketType)
      question.foundEmptyAt = Math.max(question.foundEmptyAt, event.data.releaseVersion)
    }
  }
}

/** Keeps an entry with an unsettled offer out of the line, and marks a live offer whose entry is gone. */
function placeEntry(state: ReleaseState, entryId: string): void {
  if (state.unsettled.has(entryId)) state.waitlist.line.remove(entryId)
  const offer = state.liveOffers.get(entryId)
  const status = state.waitlist.entries.get(entryId)?.status
  if (offer && (status === 'left' || status === 'lapsed' || status === 'purchased'))
    state.orphans.add(offer.data.offerId)
}

/** Marks the open offers that a closing takes back: the list may be open again before anybody has looked. */
function closeOver({ liveOffers, closedOver }: ReleaseState, version: number): void {
  for (const { data, lineVersion } of liveOffers.values())
    if (data.status === 'open' && lineVersion < version) closedOver.add(data.offerId)
}

/** A sell-out that happened earlier than we knew makes some ignored refunds ours after all. */
function rejudge(state: ReleaseState): void {
  for (const lot of state.lots.values()) {
    const openedAt = openedAtOf(state.waitlist, lot.ticketType)
    if (lot.status === 'ignored' && openedAt !== undefined && lot.time >= openedAt) state.rejudged.add(lot.lotId)
  }
}
