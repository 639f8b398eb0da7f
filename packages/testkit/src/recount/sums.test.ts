import { expect, test } from '@jest/globals'
import type { StatsReply } from '@waitlist/contracts'
import { routeExamples } from '@waitlist/contracts/http/route-examples'
import { unbalancedIn } from './sums.ts'

const none = { joined: 0, offered: 0, claimed: 0, purchased: 0, left: 0, lapsed: 0, released: 0, returned: 0 }
const example = routeExamples.getStats?.replies?.[200] as StatsReply
/** The example, with hours in which all of it happened. */
const stats: StatsReply = {
  ...example,
  perHour: [
    { ...none, hour: '2027-05-02T09:00:00.000Z', joined: 10 },
    { ...none, hour: '2027-05-02T10:00:00.000Z', joined: 2, offered: 1, released: 2 },
  ],
}

test('figures that add up are in balance', () => expect(unbalancedIn(stats)).toEqual([]))

test.each<[string, StatsReply]>([
  ['entries by status', { ...stats, entries: { ...stats.entries, waiting: 7 } }],
  ['byTier.standard by status', { ...stats, byTier: { standard: { ...stats.entries, left: 7 } } }],
  ['the tiers joined', { ...stats, byTier: {} }],
  ['tickets.byType.standing', { ...stats, tickets: unevenTickets({ open: 1 }) }],
  ["the pools' released", { ...stats, tickets: { ...stats.tickets, byType: {} } }],
  ['joined per hour', { ...stats, perHour: [] }],
  ['released per hour', { ...stats, perHour: stats.perHour.slice(0, 1) }],
  ['offers of all releases', { ...stats, byRelease: [] }],
  ['offers that ended', { ...stats, conversion: { ...stats.conversion, offersResolved: 3 } }],
  ['tickets bought', { ...stats, byRelease: stats.byRelease.map((release) => ({ ...release, bought: 1 })) }],
])('that %s do not add up is said', (what, broken) => {
  expect(unbalancedIn(broken).some((line) => line.startsWith(what))).toBe(true)
})

function unevenTickets(change: Partial<StatsReply['tickets']['total']>): StatsReply['tickets'] {
  const { standing } = example.tickets.byType
  return { ...example.tickets, byType: { standing: { ...standing, ...change } as StatsReply['tickets']['total'] } }
}
