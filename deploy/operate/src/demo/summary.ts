import type { StatsReply } from '@waitlist/contracts'

const share = (rate: number | null) => (rate === null ? '–' : `${Math.round(rate * 1000) / 10} %`)
const seconds = ({ median, p90 }: { median: number | null; p90: number | null }) =>
  median === null ? '–' : `median ${median} s, nine of ten within ${p90} s`
const counts = (some: object) =>
  Object.entries(some)
    .map(([name, count]) => `${name} ${count}`)
    .join(' · ')

/** The figures of the concert for people, each as `GET /api/waitlist/stats` has it. */
export function summaryOf(stats: StatsReply): string[] {
  const { entries, tickets, conversion, times, notices, reached, byTier, byRelease } = stats
  const { offersResolved, purchaseRate, joinedToOffered, offeredToClaimed, claimedToPurchased } = conversion
  return [
    `Entries     ${counts(entries)}`,
    ...Object.entries(byTier).map(([tier, own]) => `  ${tier.padEnd(9)} ${counts(own)}`),
    `Tickets     ${counts(tickets.total)}`,
    ...Object.entries(tickets.byType).map(([type, own]) => `  ${type.padEnd(9)} ${counts(own)}`),
    `Releases    ${byRelease.length}`,
    `Offers      ${offersResolved} ended, ${share(purchaseRate)} of them bought`,
    `Conversion  joined → offered ${share(joinedToOffered)} → claimed ${share(offeredToClaimed)} → purchased ${share(claimedToPurchased)}`,
    `Times       to the offer: ${seconds(times.toOffer)}; to claim: ${seconds(times.toClaim)}; to buy: ${seconds(times.toPurchase)}`,
    ...Object.entries(notices).map(
      ([channel, own]) => `Messages    ${channel}: ${counts(own)} · people reached ${reached[channel]}`,
    ),
  ]
}
