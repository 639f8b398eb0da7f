import type { StatsReply } from '@waitlist/contracts'
import type { EntryStory, OfferStory } from './stories.ts'

export type Rates = Pick<StatsReply, 'conversion' | 'times'>
type Spread = StatsReply['times']['toOffer']

/** The offers that each entry ever had, by its id, in the order in which they were made. */
export type OffersOf = ReadonlyMap<string, readonly OfferStory[]>

export const rate = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole)

export function isResolved({ ending }: OfferStory): boolean {
  return ending !== undefined
}

/** Median and ninth decile by nearest rank, of ms, in seconds. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.map((value) => Math.max(0, value)).sort((a, b) => a - b)
  const at = (share: number) => {
    const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
    return value === undefined ? null : Math.round(value) / 1000
  }
  return { median: at(0.5), p90: at(0.9) }
}

export function timesToClaim(offers: readonly OfferStory[]): number[] {
  return offers.flatMap(({ offeredAt, claimedAt }) => (claimedAt === undefined ? [] : [claimedAt - offeredAt]))
}

export function timesToPurchase(offers: readonly OfferStory[]): number[] {
  return offers.flatMap(({ offeredAt, claimedAt, purchase }) =>
    purchase ? [purchase.at - (claimedAt ?? offeredAt)] : [],
  )
}

/** The rates and times of some entries, and of some offers: those of the entries, or those of a ticket type. */
export function ratesOf(
  entries: readonly (readonly [string, EntryStory])[],
  offers: readonly OfferStory[],
  offersOf: OffersOf,
): Rates {
  const resolved = offers.filter(isResolved).length
  const bought = offers.filter(({ purchase }) => purchase).length
  const offered = entries.filter(([entryId]) => offersOf.has(entryId))
  const withAny =
    (has: (offer: OfferStory) => boolean) =>
    ([entryId]: readonly [string, EntryStory]) =>
      offersOf.get(entryId)?.some(has) === true
  const claimed = offered.filter(withAny(({ claimedAt }) => claimedAt !== undefined))
  const purchased = claimed.filter(withAny(({ purchase }) => purchase !== undefined))
  const waited = offered.map(
    ([entryId, { joinedAt }]) => ((offersOf.get(entryId) as OfferStory[])[0] as OfferStory).offeredAt - joinedAt,
  )
  return {
    conversion: {
      offersResolved: resolved,
      purchaseRate: rate(bought, resolved),
      joinedToOffered: rate(offered.length, entries.length),
      offeredToClaimed: rate(claimed.length, offered.length),
      claimedToPurchased: rate(purchased.length, claimed.length),
    },
    times: {
      toOffer: spreadOf(waited),
      toClaim: spreadOf(timesToClaim(offers)),
      toPurchase: spreadOf(timesToPurchase(offers)),
    },
  }
}
