import type { Balance, EntryCounts, StatsReply } from '@waitlist/contracts'

/** So many releases, or more, are listed: then some may be left out, and their sums are not those of all. */
const MOST_RELEASES = 1000

/** Where the statistics of an event do not add up, one line each; nothing when all sums balance. */
export function unbalancedIn(stats: StatsReply): string[] {
  const { entries, byTier, byTicketType, tickets, byRelease, perHour } = stats
  return [
    ...unevenCounts('entries', entries),
    ...Object.entries(byTier).flatMap(([tier, counts]) => unevenCounts(`byTier.${tier}`, counts)),
    ...Object.entries(byTicketType).flatMap(([type, counts]) => unevenCounts(`byTicketType.${type}`, counts)),
    ...even('the tiers joined', sum(Object.values(byTier), 'joined'), 'all', entries.joined),
    ...Object.entries(tickets.byType).flatMap(([pool, balance]) => unevenPool(`tickets.byType.${pool}`, balance)),
    ...unevenPool('tickets.total', tickets.total),
    ...terms.flatMap((term) =>
      even(`the pools' ${term}`, sum(Object.values(tickets.byType), term), 'total', tickets.total[term]),
    ),
    ...even('joined per hour', sum(perHour, 'joined'), 'all', entries.joined),
    ...even('released per hour', sum(perHour, 'released'), 'all', tickets.total.released),
    ...even('returned per hour', sum(perHour, 'returned'), 'all', tickets.total.returned),
    ...(byRelease.length < MOST_RELEASES ? unevenReleases(stats) : []),
  ]
}

const terms = ['released', 'owed', 'free', 'scheduled', 'open', 'claimed', 'fulfilled', 'returned'] as const

function sum<Name extends string>(rows: readonly Readonly<Record<Name, number>>[], name: Name): number {
  return rows.reduce((all, row) => all + row[name], 0)
}

function even(what: string, one: number, whole: string, other: number): string[] {
  return one === other ? [] : [`${what}: ${one}, ${whole}: ${other}`]
}

function unevenCounts(place: string, { joined, ...statuses }: EntryCounts): string[] {
  const all = Object.values(statuses).reduce((some, count) => some + count, 0)
  return even(`${place} by status`, all, 'joined', joined)
}

/** released + owed = free + scheduled + open + claimed + fulfilled + returned (design 4.3). */
function unevenPool(place: string, balance: Balance): string[] {
  const { released, owed, free, scheduled, open, claimed, fulfilled, returned } = balance
  return even(place, released + owed, 'where they are', free + scheduled + open + claimed + fulfilled + returned)
}

function unevenReleases({ byRelease, perHour, tickets, conversion }: StatsReply): string[] {
  const ended = byRelease.reduce((all, one) => all + one.fulfilled + one.declined + one.expired + one.revoked, 0)
  return [
    ...even('offers of all releases', sum(byRelease, 'offers'), 'offered per hour', sum(perHour, 'offered')),
    ...even('offers that ended', ended, 'conversion.offersResolved', conversion.offersResolved),
    ...even('tickets bought', sum(byRelease, 'bought'), 'tickets.total.fulfilled', tickets.total.fulfilled),
  ]
}
