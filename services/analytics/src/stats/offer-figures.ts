import type { RecordedEvent } from '@waitlist/contracts'
import type { Figures } from './figures.ts'
import { addValue } from './histogram.ts'
import type { OfferStep } from './row.ts'

/** How long an offer lay until it was claimed, ms. */
export function timeToClaim({ data, time }: RecordedEvent<'OfferClaimed'>): number {
  return (data.claimedAt === undefined ? time : Date.parse(data.claimedAt)) - Date.parse(data.offeredAt)
}

/** How long a purchase took, ms: from the claim on, or from the offer where nobody claimed. */
export function timeToPurchase({ data, time }: RecordedEvent<'OfferFulfilled' | 'PurchaseCameLate'>): number {
  return time - Date.parse(data.claimedAt ?? data.offeredAt)
}

/** Counts what a step of an offer says of the offer itself; a late purchase is of an offer that has ended before. */
export function countOffer({ offers, times }: Pick<Figures, 'offers' | 'times'>, step: OfferStep): void {
  switch (step.type) {
    case 'OfferClaimed':
      addValue(times.toClaim, timeToClaim(step))
      break
    case 'OfferFulfilled':
    case 'PurchaseCameLate':
      if (step.type === 'OfferFulfilled') offers.resolved += 1
      offers.purchased += 1
      addValue(times.toPurchase, timeToPurchase(step))
      break
    case 'OfferDeclined':
    case 'OfferExpired':
    case 'OfferRevoked':
      offers.resolved += 1
  }
}
