import { describe, expect, test } from '@jest/globals'
import type { Balance } from '@waitlist/contracts'
import type { FeedEvent } from '../feed.ts'
import { lineOf, recount } from './entries.ts'
import { checkCauses, checkEnvelopes, checkStreams } from './streams.ts'

const at = (second: number) => new Date(Date.UTC(2030, 0, 1, 12, 0, second)).toISOString()

const line = (stream: 'waitlist' | 'release', version: number, type: string, data: object, more: object = {}) =>
  ({
    ...{ specversion: '1.0', id: `${stream}:e1@${version}`, type, time: at(version) },
    source: stream === 'waitlist' ? '/waitlist/join' : '/waitlist/release',
    ...{ stream: `${stream}:e1`, streamversion: version, dataschema: 'x:1', feedcursor: `${stream}${version}`, data },
    ...more,
  }) as unknown as FeedEvent

const joined = (version: number, name: string, more: object = {}) =>
  line('waitlist', version, 'WaitlistJoined', {
    ...{ eventId: 'e1', entryId: `ent_${name}`, customerId: name, ticketTypes: ['A'], quantity: 1, minQuantity: 1 },
    ...{ tier: 'standard', score: version, ...more },
  })

const balance = (terms: Partial<Balance>) => ({
  A: { released: 0, owed: 0, free: 0, scheduled: 0, open: 0, claimed: 0, fulfilled: 0, returned: 0, ...terms },
})

const released = (version: number, quantity: number, terms: Partial<Balance>) =>
  line('release', version, 'TicketsReleased', { eventId: 'e1', ticketType: 'A', quantity, balance: balance(terms) })

const step = (version: number, type: string, name: string, terms: Partial<Balance>, more: object = {}) =>
  line('release', version, type, {
    ...{
      eventId: 'e1',
      offerId: `off_${name}`,
      entryId: `ent_${name}`,
      customerId: name,
      ticketType: 'A',
      quantity: 1,
    },
    ...{ status: 'open', offeredAt: at(version), expiresAt: at(30), balance: balance(terms), lineVersion: 1, ...more },
  })

const good = [
  joined(1, 'ann'),
  joined(2, 'bob'),
  released(1, 1, { released: 1, free: 1 }),
  step(2, 'OfferMade', 'ann', { released: 1, open: 1 }),
  step(3, 'OfferClaimed', 'ann', { released: 1, claimed: 1 }),
  step(4, 'OfferFulfilled', 'ann', { released: 1, fulfilled: 1 }, { bought: 1 }),
]

/** The good feed with one line changed. */
const changed = (place: number, other: FeedEvent) => good.map((event, at) => (at === place ? other : event))

test('a good feed passes every check', () => {
  for (const check of [checkEnvelopes, checkStreams, checkCauses, recount]) check(good)
  expect(lineOf(good).map((entry) => entry.customerId)).toEqual(['ann', 'bob'])
})

describe('the checks see', () => {
  test('an attribute that CloudEvents does not allow', () => {
    expect(() => checkEnvelopes(changed(0, { ...joined(1, 'ann'), streamVersion: 1 } as never))).toThrow()
    expect(() => checkEnvelopes(changed(0, { ...joined(1, 'ann'), time: 'now' } as never))).toThrow()
  })

  test('a gap, a repeat and another order of versions', () => {
    expect(() => checkStreams(good.filter((_, place) => place !== 2))).toThrow()
    expect(() => checkStreams([...good, good[5] as FeedEvent])).toThrow()
    expect(() => checkStreams([...good].reverse())).toThrow()
  })

  test('an effect before its cause, and a choice made from a line that is not there yet', () => {
    const effect = { ...joined(1, 'ann'), causationid: 'waitlist:e1@2' } as FeedEvent
    expect(() => checkCauses(changed(0, effect))).toThrow('before its cause')
    expect(() => checkCauses(changed(3, step(2, 'OfferMade', 'ann', {}, { lineVersion: 3 })))).toThrow()
  })

  test('two active entries of one customer', () => {
    expect(() => recount([...good, joined(3, 'ann', { entryId: 'ent_another' })])).toThrow()
  })

  test('the order of a line by tier and arrival', () => {
    const policy = { kind: 'priority', tiers: ['vip', 'standard'] }
    const feed = [...good, joined(3, 'cem', { tier: 'vip' }), line('waitlist', 4, 'WaitlistConfigured', { policy })]
    expect(lineOf(feed).map((entry) => entry.customerId)).toEqual(['cem', 'ann', 'bob'])
  })
})
