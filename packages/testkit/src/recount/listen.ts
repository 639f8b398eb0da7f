import type { Balance, NoticeType, RecordedEvent } from '@waitlist/contracts'
import type { Ending, OfferStory, Stories } from './stories.ts'

const ENDINGS: Readonly<Record<string, Ending>> = {
  OfferFulfilled: 'fulfilled',
  OfferDeclined: 'declined',
  OfferExpired: 'expired',
  OfferRevoked: 'revoked',
}
const NOTICE_STEPS: Readonly<Partial<Record<NoticeType, 'planned' | 'sent' | 'failed'>>> = {
  NotificationPlanned: 'planned',
  NotificationSent: 'sent',
  NotificationFailed: 'failed',
}

/** Keeps what one event of the story's ticketing event says; those of a stream come in their order. */
export function listen(stories: Stories, event: RecordedEvent): void {
  if (event.stream.startsWith('inbound:')) return
  if (event.stream.startsWith('notice:')) {
    hearOfNotice(stories, event as RecordedEvent<NoticeType>)
    return
  }
  stories.newest = Math.max(stories.newest, event.time)
  if ('balance' in event.data) {
    for (const [pool, balance] of Object.entries(event.data.balance)) stories.told.set(pool, balance)
  }
  hearOfList(stories, event)
  hearOfEntry(stories, event)
  hearOfTickets(stories, event)
  hearOfOffer(stories, event)
}

function hearOfNotice({ notices }: Stories, { type, data }: RecordedEvent<NoticeType>): void {
  const step = NOTICE_STEPS[type]
  if (!step) return
  const { noticeId, channel, customerId } = data
  const notice = notices.get(noticeId) ?? { channel, customerId, steps: new Set() }
  notice.steps.add(step)
  notices.set(noticeId, notice)
}

function hearOfList({ list }: Stories, event: RecordedEvent): void {
  if (event.type === 'WaitlistOpened') Object.assign(list, { opened: true, closed: false })
  if (event.type === 'WaitlistClosed') list.closed = true
  if (event.type === 'WaitlistCancelled') list.cancelled = true
  if (event.type === 'WaitlistPaused') list.paused = event.data.joining
}

function hearOfEntry({ entries }: Stories, { type, data, time }: RecordedEvent): void {
  if (type === 'WaitlistJoined') {
    const { entryId, tier, ticketTypes, joinedAt } = data
    const life = [{ status: 'waiting' as const, since: time }]
    entries.set(entryId, { tier, ticketTypes: new Set(ticketTypes), joinedAt: Date.parse(joinedAt), life })
  }
  if (type !== 'WaitlistLeft' && type !== 'EntrySettled') return
  const status = type === 'WaitlistLeft' ? 'left' : data.status
  const life = entries.get(data.entryId)?.life
  if (life && life.at(-1)?.status !== status) life.push({ status, since: time })
}

/** The pool that a type's tickets are in: its own, or that of its group. */
function poolOf({ ticketType, balance }: { readonly ticketType: string; readonly balance: Record<string, Balance> }) {
  return Object.hasOwn(balance, ticketType) ? ticketType : (Object.keys(balance)[0] ?? ticketType)
}

function hearOfTickets({ lots, returns, releases }: Stories, { type, data, time }: RecordedEvent): void {
  if (type === 'TicketsReleased') {
    const { releaseId, ticketType, source, quantity } = data
    lots.push({ pool: poolOf(data), at: time, quantity })
    releases.set(releaseId, { ticketType, source, releasedAt: time, quantity })
  }
  if (type === 'TicketsReturnedToPublic') returns.push({ pool: poolOf(data), at: time, quantity: data.quantity })
  // Tickets that lay in the pool already: no lot comes with such a release.
  if (type === 'ReleaseAdvanced' && data.plan?.from === 'pool' && !releases.has(data.releaseId)) {
    const { releaseId, ticketType, plan } = data
    releases.set(releaseId, { ticketType, source: 'release', releasedAt: time, quantity: plan.quantity })
  }
}

function hearOfOffer({ offers }: Stories, { type, data, time }: RecordedEvent): void {
  if (type === 'OfferMade') {
    const { offerId, entryId, ticketType, releaseId, quantity } = data
    offers.set(offerId, { entryId, ticketType, releaseId, quantity, pool: poolOf(data), offeredAt: time })
  }
  if (!('offerId' in data) || data.offerId === undefined) return
  const offer = offers.get(data.offerId)
  if (!offer) return
  if (type === 'OfferClaimed') offer.claimedAt = time
  const ending = ENDINGS[type]
  if (ending) offer.ending = ending
  if (type === 'OfferFulfilled' || type === 'PurchaseCameLate') keepPurchase(offer, { type, data, time })
}

type Bought = Pick<RecordedEvent<'OfferFulfilled' | 'PurchaseCameLate'>, 'type' | 'data' | 'time'>

function keepPurchase(offer: OfferStory, { type, data, time }: Bought): void {
  offer.purchase = { at: time, tickets: data.bought, late: type === 'PurchaseCameLate' }
}
