import type { EventData, RecordedEvent } from '@waitlist/contracts'
import { holdingsOf, keepAccount, keepReturned } from './ledger.ts'
import { isMovement, type Movement, move } from './movement.ts'
import { isLive, type Lot, type Offer, poolOf, questionOf, type Release, type ReleaseState } from './state.ts'

/** Applies an event of the own stream, in place. */
export function evolve(state: ReleaseState, event: RecordedEvent): ReleaseState {
  state.version = event.version
  if (isMovement(event)) moveTickets(state, event)
  switch (event.type) {
    case 'TicketsHeld':
      keepLot(state, event.data, 'held', event.time)
      break
    case 'LotIgnored':
      keepLot(state, event.data, 'ignored', event.time)
      break
    case 'TicketsReleased':
      keepLot(state, event.data, 'released', event.time)
      releaseOf(state, event.data)
      break
    case 'ReleaseAdvanced':
      advance(state, event.data)
      break
    case 'OfferMade':
      makeOffer(state, event.data)
      break
    case 'OfferClaimed':
    case 'OfferFulfilled':
    case 'OfferDeclined':
    case 'OfferExpired':
    case 'OfferRevoked':
    case 'PurchaseCameLate':
      changeOffer(state, event)
      break
    case 'TicketsUnwanted': {
      const question = questionOf(state, event.data.ticketType)
      question.askedAt = event.version
      question.askedLine = event.data.lineVersion
      break
    }
  }
  return state
}

type Moved = Movement & { readonly version: number; readonly time: number }

function moveTickets(state: ReleaseState, event: Moved): void {
  const pool = poolOf(state, event.data.ticketType)
  const { free } = pool
  const before = event.type === 'TicketsReturnedToPublic' ? holdingsOf(pool) : undefined
  move(pool, event, event.time)
  keepAccount(state.ledger, event, event.time, pool.free - free)
  if (before) keepReturned(state.ledger, before, holdingsOf(pool))
  // Tickets of the pool that a release puts up were free before, but not for the line.
  const putUp = event.type === 'ReleaseAdvanced' && event.data.freed > 0
  if (pool.free > free || putUp) questionOf(state, event.data.ticketType).gainedAt = event.version
}

type LotData = Pick<EventData<'TicketsHeld'>, 'lotId' | 'sourceId' | 'ticketType' | 'quantity'> & {
  readonly time?: string
}

function keepLot(state: ReleaseState, data: LotData, status: Lot['status'], now: number): void {
  const known = state.lots.get(data.lotId)
  const { lotId, sourceId, ticketType, quantity } = data
  const lot: Lot = known ?? {
    lotId,
    sourceId,
    ticketType,
    quantity,
    time: data.time === undefined ? now : Date.parse(data.time),
    since: now,
    status,
  }
  lot.status = status
  state.lots.set(lotId, lot)
  if (status === 'held') state.heldLots.set(lotId, lot)
  else state.heldLots.delete(lotId)
  state.rejudged.delete(lotId)
}

function releaseOf(state: ReleaseState, { releaseId, ticketType }: Pick<Release, 'releaseId' | 'ticketType'>): Release {
  let release = state.releases.get(releaseId)
  if (!release) {
    const act = { offerIds: [], passedOver: [], freed: 0, scheduled: 0, nextBatchAt: undefined }
    release = { releaseId, ticketType, plan: undefined, batch: 1, nextBatchAt: undefined, act }
    state.releases.set(releaseId, release)
  }
  return release
}

function advance(state: ReleaseState, data: EventData<'ReleaseAdvanced'>): void {
  const release = releaseOf(state, data)
  const nextBatchAt = data.nextBatchAt === undefined ? undefined : Date.parse(data.nextBatchAt)
  release.batch = data.batch
  const before = state.acting.get(data.ticketType)
  const acting = before?.more ? before : { releaseIds: new Set<string>(), more: false }
  acting.more = data.more
  state.acting.set(data.ticketType, acting)
  if (data.plan) {
    release.plan = data.plan
    acting.releaseIds.add(data.releaseId)
    Object.assign(release.act, { freed: data.freed, scheduled: data.scheduled, nextBatchAt })
  }
  if (acting.releaseIds.has(data.releaseId)) keepPassedOver(release, data.passedOver)
  if (data.freed > 0 || data.plan) release.nextBatchAt = nextBatchAt
}

/** Who is passed over in one commit is so in the next one too. */
function keepPassedOver({ act }: Release, passedOver: EventData<'ReleaseAdvanced'>['passedOver']): void {
  const known = new Set(act.passedOver.map(({ entryId }) => entryId))
  act.passedOver.push(...passedOver.filter(({ entryId }) => !known.has(entryId)))
}

function makeOffer(state: ReleaseState, data: EventData<'OfferMade'>): void {
  const offer: Offer = {
    ...{ data, expiresAt: Date.parse(data.expiresAt), purchaseBy: undefined, late: false },
    lineVersion: data.lineVersion,
    ...{ endedAt: undefined, reason: undefined, bought: undefined },
  }
  state.offers.set(data.offerId, offer)
  state.liveOffers.set(data.entryId, offer)
  state.offersOf.set(data.entryId, (state.offersOf.get(data.entryId) ?? 0) + 1)
  state.unsettled.set(data.entryId, data.offerId)
  state.waitlist.line.remove(data.entryId)
  state.openDeadlines.add(data.offerId, offer.expiresAt)
  if (state.acting.get(data.ticketType)?.releaseIds.has(data.releaseId)) {
    state.releases.get(data.releaseId)?.act.offerIds.push(data.offerId)
  }
}

type Step = RecordedEvent<
  'OfferClaimed' | 'OfferFulfilled' | 'OfferDeclined' | 'OfferExpired' | 'OfferRevoked' | 'PurchaseCameLate'
>

function changeOffer(state: ReleaseState, { type, data, time }: Step): void {
  const offer = state.offers.get(data.offerId)
  if (!offer) return
  offer.data = data
  state.closedOver.delete(data.offerId)
  if ('reason' in data) offer.reason = data.reason
  if ('bought' in data) offer.bought = data.bought
  if (!isLive(offer)) offer.endedAt ??= time
  if (type === 'PurchaseCameLate' || type === 'OfferFulfilled') offer.late = type === 'PurchaseCameLate'
  if (type === 'OfferClaimed' && data.purchaseBy !== undefined) {
    offer.purchaseBy = Date.parse(data.purchaseBy)
    state.claimDeadlines.add(data.offerId, offer.purchaseBy)
  }
  if (isLive(offer)) return
  // A late purchase is of an offer that ended before; the entry may have another one by now.
  if (state.liveOffers.get(data.entryId) === offer) state.liveOffers.delete(data.entryId)
  state.orphans.delete(data.offerId)
}
