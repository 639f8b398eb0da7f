import type { OfferInRelease, ReleaseAccount } from '@waitlist/contracts'
import { offerOf } from './holder.ts'
import type { Account, BatchAccount } from './ledger.ts'
import type { Offer, ReleaseState } from './state.ts'

/** So many offers of a batch are told; the feed has all. */
const OFFERS_TOLD = 1000
/** With so many offers a page is full, whatever was asked for. */
const OFFERS_ON_A_PAGE = 5000

const iso = (ms: number) => new Date(ms).toISOString()

/** A page of the ledger, from a place on; `next` is the place after it, when there is more. */
export function accountsFrom(state: ReleaseState, from: number, limit: number) {
  const accounts = [...state.ledger.values()].slice(from, from + limit)
  const free = new Map<string, number>()
  for (const { parts } of state.pools.values()) {
    for (const { releaseId, quantity } of parts) free.set(releaseId, (free.get(releaseId) ?? 0) + quantity)
  }
  const releases: ReleaseAccount[] = []
  let offers = 0
  for (const account of accounts) {
    if (offers >= OFFERS_ON_A_PAGE) break
    const release = accountReply(state, account, free.get(account.releaseId) ?? 0)
    for (const batch of release.batches) offers += batch.offers.length
    releases.push(release)
  }
  const next = from + releases.length
  return { releases, next: next < state.ledger.size ? next : undefined }
}

function accountReply(state: ReleaseState, account: Account, pooled: number): ReleaseAccount {
  const { releaseId, source, sourceId, lotId, ticketType, quantity, plan, returned } = account
  const scheduled = state.pools.get(ticketType)?.batches.get(releaseId) ?? 0
  const nextBatchAt = scheduled > 0 ? state.releases.get(releaseId)?.nextBatchAt : undefined
  return {
    ...{ releaseId, source, sourceId, ticketType, quantity },
    ...(lotId === undefined ? {} : { lotId }),
    releasedAt: iso(account.releasedAt),
    ...(plan === undefined ? {} : { plan }),
    scheduled,
    ...(nextBatchAt === undefined ? {} : { nextBatchAt: iso(nextBatchAt) }),
    ...{ pooled, returned },
    batches: account.batches.map((batch) => batchReply(state, batch)),
  }
}

function batchReply(state: ReleaseState, { startedAt, offerIds, ...batch }: BatchAccount) {
  const told = offerIds.slice(0, OFFERS_TOLD)
  return {
    ...batch,
    startedAt: iso(startedAt),
    offers: told.map((offerId) => outcomeOf(state.offers.get(offerId) as Offer)),
    offersMore: offerIds.length - told.length,
    passedOver: [...batch.passedOver],
  }
}

/** An offer with what became of it. */
function outcomeOf({ data, endedAt, reason, bought }: Offer): OfferInRelease {
  return {
    ...offerOf(data),
    ...(endedAt === undefined ? {} : { endedAt: iso(endedAt) }),
    ...(reason === undefined ? {} : { reason }),
    ...(bought === undefined ? {} : { bought }),
  }
}
