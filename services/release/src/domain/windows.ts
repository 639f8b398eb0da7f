import { durationMs, type Settings } from '@waitlist/contracts'
import { saleEndOf } from '@waitlist/line'
import type { Offer, ReleaseState } from './state.ts'

/** A claim is good while now < expiresAt (design 4.4); this is the only place that says so. `now` in ms. */
export function isClaimable(offer: Offer, now: number): boolean {
  return offer.data.status === 'open' && now < offer.expiresAt
}

/** When an offer made at `now` runs out, in ms: the notification window, never past the end of sale. */
export function expiryOf(state: ReleaseState, settings: Settings, now: number): number {
  return Math.min(now + windowMs(settings.notificationWindow), saleEndOf(state.waitlist))
}

/** Until when an offer claimed at `now` has to be bought, in ms: the purchase window, which ends with the sale too. */
export function purchaseByOf(state: ReleaseState, settings: Settings, now: number): number {
  return Math.min(now + windowMs(settings.purchaseWindow), saleEndOf(state.waitlist))
}

/** How long the news of a purchase may travel after purchaseBy, in ms. */
export function graceMs(settings: Settings): number {
  return windowMs(settings.purchaseGrace)
}

/** A duration of checked settings, in ms. */
export function windowMs(duration: string): number {
  return durationMs(duration) ?? 0
}
