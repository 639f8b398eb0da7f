import { describe, expect, test } from '@jest/globals'
import type { RecordedEvent, StatsReply } from '@waitlist/contracts'
import { StatsReply as StatsReplySchema } from '@waitlist/contracts'
import { differencesOf } from '@waitlist/testkit/recount/differences'
import { recount } from '@waitlist/testkit/recount/recount'
import { unbalancedIn } from '@waitlist/testkit/recount/sums'
import { viewLaws } from '@waitlist/views/contract'
import fc from 'fast-check'
import { Errors } from 'typebox/value'
import { createDay, type Day } from '../../test/day.ts'
import { statsReply } from './reply.ts'
import { createStatsRow } from './row.ts'
import { statsView } from './view.ts'

function statsOf(events: readonly RecordedEvent[]): StatsReply {
  return statsReply(events.reduce(statsView.fold, createStatsRow('show-1')), new Map())
}

/** A day on which everything happens that is counted. */
function scriptedDay(): Day {
  const day = createDay('show-1')
  day.opened()
  day.configured('org-1')
  for (const customer of ['ana', 'ben', 'cy']) day.joined(customer)
  day.wait(600_000)
  for (const customer of ['dee', 'eli']) day.joined(customer, { ticketTypes: ['seated', 'standing'], tier: 'vip' })
  const refund = day.released('standing', 2)
  day.offered('ana', 'standing', refund)
  day.settled('ana', 'offered')
  day.offered('ben', 'standing', refund)
  day.settled('ben', 'offered')
  day.wait(1_500_000)
  day.claimed('ana')
  day.settled('ana', 'claimed')
  day.wait(95_500)
  day.fulfilled('ana')
  day.settled('ana', 'purchased')
  day.expired('ben')
  day.settled('ben', 'lapsed')
  day.offered('cy', 'standing', refund)
  day.settled('cy', 'offered')
  day.declined('cy')
  day.settled('cy', 'left')
  day.left('dee')
  day.settled('dee', 'left')
  day.wait(3_600_000)
  day.cameLate('ben')
  day.settled('ben', 'purchased')
  const release = day.released('seated', 3, 'release')
  day.offered('eli', 'seated', release)
  day.settled('eli', 'offered')
  day.revoked('eli', 'closed')
  day.settled('eli', 'waiting')
  day.returned('seated', 1)
  const fromPool = day.releasedFromPool('seated', 1)
  day.offered('eli', 'seated', fromPool)
  day.settled('eli', 'offered')
  day.fulfilled('eli')
  day.settled('eli', 'purchased')
  day.joined('fay')
  return day
}

describe('the figures of a scripted day', () => {
  const stats = statsOf(scriptedDay().told)

  test('are those that one counts by hand', () => {
    expect(stats).toMatchObject({
      eventId: 'show-1',
      waitlist: 'open',
      entries: { joined: 6, waiting: 1, offered: 0, claimed: 0, purchased: 3, left: 2, lapsed: 0 },
      byTier: {
        standard: { joined: 4, waiting: 1, purchased: 2, left: 1 },
        vip: { joined: 2, waiting: 0, purchased: 1, left: 1 },
      },
      byTicketType: { standing: { joined: 6 }, seated: { joined: 2, purchased: 1, left: 1 } },
      // Bought: ana, ben (late), eli. Ended: ana, ben, cy, eli twice.
      conversion: { offersResolved: 5, purchaseRate: 3 / 5, joinedToOffered: 4 / 6, offeredToClaimed: 1 / 4 },
      times: { toClaim: { median: 1500, p90: 1500 }, toPurchase: { median: 95.5 } },
    })
    expect(stats.conversion.claimedToPurchased).toBe(1)
    expect(
      stats.byRelease.map(({ source, quantity, offers, fulfilled }) => [source, quantity, offers, fulfilled]),
    ).toEqual([
      ['refund', 2, 3, 1],
      ['release', 3, 1, 0],
      ['release', 1, 1, 1],
    ])
    expect(stats.perHour.map(({ hour, joined, lapsed }) => [hour, joined, lapsed])).toEqual([
      ['2027-05-02T09:00:00.000Z', 5, 0],
      ['2027-05-02T10:00:00.000Z', 0, 1],
      ['2027-05-02T11:00:00.000Z', 1, 0],
    ])
  })

  test('equal a recount of its events', () => {
    expect(recount('show-1', scriptedDay().told)).toEqual(stats)
  })

  test('have the shape of the contract', () => {
    expect([...Errors(StatsReplySchema, stats)]).toEqual([])
    expect([...Errors(StatsReplySchema, statsOf([]))]).toEqual([])
  })

  test('are told apart by type and tier: entries under what they want, offers under what they were of', () => {
    const { byTicketType, byTier } = stats.breakdown
    // Of standing: ana bought, ben lapsed and bought late, cy declined. Of seated: eli revoked, then bought.
    expect(byTicketType.standing?.conversion).toEqual({
      ...{ offersResolved: 3, purchaseRate: 2 / 3 },
      ...{ joinedToOffered: 4 / 6, offeredToClaimed: 1 / 4, claimedToPurchased: 1 },
    })
    expect(byTicketType.seated?.conversion).toEqual({
      ...{ offersResolved: 2, purchaseRate: 1 / 2 },
      ...{ joinedToOffered: 1 / 2, offeredToClaimed: 0, claimedToPurchased: null },
    })
    expect(byTier.vip?.conversion).toMatchObject({ offersResolved: 2, purchaseRate: 1 / 2, joinedToOffered: 1 / 2 })
    expect(byTier.standard?.times.toClaim).toEqual({ median: 1500, p90: 1500 })
    expect(stats.byRelease.map(({ bought, late, purchaseRate }) => [bought, late, purchaseRate])).toEqual([
      [2, 1, 2 / 3],
      [0, 0, 0],
      [1, 0, 1],
    ])
  })

  test('balance: by pool, by tier, by release and by hour', () => {
    expect(unbalancedIn(stats)).toEqual([])
  })
})

/** Any day: each number chooses one of the things that can happen then. */
function dayOf(choices: readonly number[]): Day {
  const day = createDay('show-1')
  const status = new Map<string, string>()
  const ended = new Set<string>()
  const releases = { standing: [day.released('standing', 3)], seated: [day.released('seated', 1)] }
  const types = ['standing', 'seated'] as const
  day.opened()
  for (const choice of choices) {
    day.wait((choice % 23) * 61_013)
    const [kind, pick] = [choice % 7, Math.floor(choice / 7)]
    const known = [...status.keys()]
    const customer = known[pick % Math.max(known.length, 1)]
    const type = types[pick % 2] as (typeof types)[number]
    const now = customer === undefined ? undefined : status.get(customer)
    const become = (next: 'offered' | 'claimed' | 'purchased' | 'left' | 'lapsed' | 'waiting') => {
      day.settled(customer as string, next)
      status.set(customer as string, next)
      if (now === 'offered' || now === 'claimed') ended.add(customer as string)
    }
    if (kind <= 1 || customer === undefined) {
      const wishes = [['standing'], ['seated'], ['standing', 'seated']][pick % 3] as string[]
      day.joined(`customer-${known.length}`, { ticketTypes: wishes, tier: pick % 4 === 0 ? 'vip' : 'standard' })
      status.set(`customer-${known.length}`, 'waiting')
    } else if (now === 'waiting' && kind === 2) {
      day.left(customer)
      status.set(customer, 'left')
    } else if (now === 'waiting' && (day.pools.get(type)?.free ?? 0) > 0) {
      day.offered(customer, type, releases[type][pick % releases[type].length] as string)
      become('offered')
    } else if (now === 'waiting')
      releases[type].push(day.released(type, (pick % 3) + 1, pick % 2 ? 'refund' : 'release'))
    else if (now === 'offered' && kind === 3) {
      day.claimed(customer)
      become('claimed')
    } else if (now === 'offered' || now === 'claimed') {
      const end = (['fulfilled', 'declined', 'expired', 'revoked'] as const)[pick % 4] as 'fulfilled'
      day[end](customer)
      become(
        { fulfilled: 'purchased', declined: 'left', expired: pick % 3 ? 'lapsed' : 'waiting', revoked: 'left' }[
          end
        ] as 'left',
      )
    } else if (now === 'lapsed' && ended.has(customer)) {
      day.cameLate(customer)
      become('purchased')
    } else if ((day.pools.get(type)?.free ?? 0) > 0) day.returned(type, 1)
  }
  return day
}

test('the figures of any day equal a recount of its events', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(10_000), { maxLength: 60 }), (choices) => {
      const { told } = dayOf(choices)
      expect(recount('show-1', told)).toEqual(statsOf(told))
      expect(unbalancedIn(statsOf(told))).toEqual([])
    }),
  )
})

test('the times of very many are as close to a recount as their buckets are', () => {
  const day = createDay('show-1')
  day.opened()
  const release = day.released('standing', 700)
  for (let n = 0; n < 700; n += 1) {
    day.joined(`customer-${n}`)
    day.wait(1 + ((n * 7919) % 5000))
    day.offered(`customer-${n}`, 'standing', release)
  }
  const [stats, again] = [statsOf(day.told), recount('show-1', day.told)]
  expect(stats.times.toOffer).not.toEqual(again.times.toOffer)
  expect(differencesOf(stats, again)).toEqual([])
})

describe('the view', () => {
  viewLaws(statsView, scriptedDay().told)
})

describe('the status of the list', () => {
  const statusAfter = (tell: (day: Day) => void) => {
    const day = createDay('show-1')
    tell(day)
    return statsOf(day.told).waitlist
  }

  test('is what join says it is', () => {
    expect(statusAfter((day) => day.configured())).toBe('closed')
    expect(statusAfter((day) => day.opened())).toBe('open')
    expect(statusAfter((day) => [day.opened(), day.paused(true)])).toBe('paused')
    expect(statusAfter((day) => [day.opened(), day.paused(false, true)])).toBe('open')
    expect(statusAfter((day) => [day.opened(), day.paused(true), day.paused(false)])).toBe('open')
    expect(statusAfter((day) => [day.opened(), day.paused(true), day.closed()])).toBe('closed')
    expect(statusAfter((day) => [day.opened(), day.closed(), day.opened()])).toBe('open')
    expect(statusAfter((day) => [day.opened(), day.closed(), day.cancelled()])).toBe('cancelled')
    expect(statusAfter((day) => [day.cancelled(), day.opened()])).toBe('cancelled')
  })
})

test('an event with more releases than fit lists the newest', () => {
  const day = createDay('show-1')
  for (let n = 1; n <= 1001; n += 1) day.released('standing', n)
  expect(statsOf(day.told).byRelease.map(({ quantity }) => quantity)).toEqual(
    Array.from({ length: 1000 }, (_, n) => n + 2),
  )
})

test('a name that means something to JavaScript is a name', () => {
  const day = createDay('show-1')
  day.joined('ana', { ticketTypes: ['__proto__'], tier: '__proto__' })
  day.released('__proto__', 2)
  const stats = JSON.parse(JSON.stringify(statsOf(day.told))) as StatsReply
  expect(Object.entries(stats.byTicketType)).toEqual([['__proto__', expect.objectContaining({ joined: 1 })]])
  expect(Object.entries(stats.byTier)).toEqual([['__proto__', expect.objectContaining({ joined: 1 })]])
})
