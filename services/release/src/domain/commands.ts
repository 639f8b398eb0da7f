import type { Actor } from '@waitlist/line'

/** RefundIssued came; `time` (ms) says when the tickets came free. */
export type TakeRefund = {
  readonly type: 'TakeRefund'
  readonly refundId: string
  readonly ticketType: string
  readonly quantity: number
  readonly time: number
}

/** An organizer or a service releases tickets: new ones, or free ones of the pool. */
export type ReleaseTickets = {
  readonly type: 'ReleaseTickets'
  readonly actor: Actor
  readonly releaseId: string
  readonly ticketType: string
  readonly quantity: number
  readonly from: 'new' | 'pool'
  readonly batchSize?: number | undefined
  readonly batchInterval?: string | undefined
  /** Decides nothing: its receipt says what would be. */
  readonly dryRun?: boolean | undefined
}

/** The holder takes an offer. The caller's right to it has been checked. */
export type Claim = { readonly type: 'Claim'; readonly offerId: string }

/** The holder gives an offer back. */
export type Decline = { readonly type: 'Decline'; readonly offerId: string }

/** PurchaseCompleted came. */
export type RecordPurchase = {
  readonly type: 'RecordPurchase'
  readonly offerId: string
  readonly customerId: string
  readonly quantity: number
  readonly orderId?: string | undefined
}

/** PurchaseAbandoned came. */
export type Abandon = { readonly type: 'Abandon'; readonly offerId: string }

/** Owed work: judge a refund that was held, or ignored before an earlier sell-out was told of. */
export type Judge = { readonly type: 'Judge'; readonly lotId: string }

/** Owed work: take offers back. */
export type Revoke = {
  readonly type: 'Revoke'
  readonly offerIds: readonly string[]
  readonly reason: 'left' | 'closed' | 'cancelled'
}

/** Owed work: windows that ended. */
export type Expire = { readonly type: 'Expire'; readonly offerIds: readonly string[] }

/** Owed work: somebody can be offered what is free. */
export type OfferFree = { readonly type: 'OfferFree' }

/** Owed work: the next batch of a release. */
export type AdvanceBatch = { readonly type: 'AdvanceBatch'; readonly releaseId: string }

/** Owed work: give everything in the pools back, because the list is over. */
export type ReturnAll = { readonly type: 'ReturnAll'; readonly reason: 'closed' | 'cancelled' | 'sale-ended' }

/** Owed work: ask join whether anybody takes what is free. */
export type Ask = { readonly type: 'Ask'; readonly ticketType: string }

/** Owed work: nobody takes what is free; give it back. */
export type ReturnUnwanted = { readonly type: 'ReturnUnwanted'; readonly ticketType: string }

export type Command =
  | TakeRefund
  | ReleaseTickets
  | Claim
  | Decline
  | RecordPurchase
  | Abandon
  | Judge
  | Revoke
  | Expire
  | OfferFree
  | AdvanceBatch
  | ReturnAll
  | Ask
  | ReturnUnwanted
