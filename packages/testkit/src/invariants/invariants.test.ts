import { describe, expect, test } from '@jest/globals'
import type { Balance, DomainEvent, RecordedEvent } from '@waitlist/contracts'
import { eventExamples } from '@waitlist/contracts/event-examples'
import { answeredJoinsAreThere, positionsWereRight } from './answers.ts'
import { always, atRest, violationsOf, withOneClock } from './index.ts'
import type { Checker } from './violation.ts'

const START = Date.parse('2027-05-02T09:00:00.000Z')
const MINUTE = 60_000
const none: Balance = { released: 0, owed: 0, free: 0, scheduled: 0, open: 0, claimed: 0, fulfilled: 0, returned: 0 }
const iso = (time: number) => new Date(time).toISOString()

type Told = { readonly type: DomainEvent['type']; readonly data: object; readonly at?: number }

/** A stream of these events, a second apart unless they say otherwise. */
function stream(kind: 'waitlist' | 'release', ...events: Told[]): RecordedEvent[] {
  return events.map(({ type, data, at }, index) => ({
    id: `${kind}:e@${index + 1}`,
    source: '/waitlist/spec',
    schema: 1,
    stream: `${kind}:e`,
    version: index + 1,
    time: at ?? START + index * 1000,
    type,
    data: { ...eventExamples[type], ...data },
  })) as RecordedEvent[]
}

const opened: Told[] = [
  {
    type: 'WaitlistConfigured',
    data: { policy: { kind: 'fcfs' }, fit: { kind: 'skip' }, autoRelease: true, keepPool: false, maxSize: 10 },
  },
  { type: 'WaitlistOpened', data: { ticketTypes: [] } },
]
const joined = (entryId: string, score: number, wish: object = {}): Told => ({
  type: 'WaitlistJoined',
  data: {
    entryId,
    customerId: `of ${entryId}`,
    ticketTypes: ['A'],
    quantity: 1,
    minQuantity: 1,
    tier: 'standard',
    score,
    ...wish,
  },
})
const moved = (entryId: string, to: string | number, score: number): Told => ({
  type: 'EntryMoved',
  data: { entryId, to, score },
})
const settled = (entryId: string, status: string, offerId?: string): Told => ({
  type: 'EntrySettled',
  data: { entryId, status, offerId },
})
const lot = (quantity: number, balance: Partial<Balance>, lotId = 'lot-1'): Told => ({
  type: 'TicketsReleased',
  data: { lotId, ticketType: 'A', quantity, balance: { A: { ...none, ...balance } } },
})
const offer = (offerId: string, entryId: string, balance: Partial<Balance>, more: object = {}): Told => ({
  type: 'OfferMade',
  data: {
    offerId,
    entryId,
    customerId: `of ${entryId}`,
    ticketType: 'A',
    quantity: 1,
    status: 'open',
    expiresAt: iso(START + MINUTE),
    lineVersion: 4,
    balance: { A: { ...none, ...balance } },
    ...more,
  },
})

function found(checkers: readonly Checker[], waitlist: Told[], release: Told[]): string[] {
  const history = { waitlist: stream('waitlist', ...opened, ...waitlist), release: stream('release', ...release) }
  return violationsOf(history, checkers).map(({ invariant, what }) => `${invariant} ${what}`)
}

describe('a history in which all is well', () => {
  test('breaks nothing', () => {
    const waitlist = [
      joined('e1', 1),
      joined('e2', 2),
      settled('e1', 'offered', 'o1'),
      settled('e1', 'purchased', 'o1'),
    ]
    const release = [
      lot(1, { released: 1, free: 1 }),
      offer('o1', 'e1', { released: 1, open: 1 }),
      {
        type: 'OfferFulfilled',
        data: {
          offerId: 'o1',
          entryId: 'e1',
          ticketType: 'A',
          quantity: 1,
          bought: 1,
          status: 'fulfilled',
          balance: { A: { ...none, released: 1, fulfilled: 1 } },
        },
      } as const,
    ]
    expect(found([...always, ...atRest, ...withOneClock], waitlist, release)).toEqual([])
  })
})

describe('the checkers find', () => {
  const cases: readonly [what: string, waitlist: Told[], release: Told[], says: RegExp][] = [
    ['a balance that does not balance', [], [lot(2, { released: 2, free: 1 })], /I1 the identity of A/],
    ['a negative term', [], [lot(1, { released: 1, free: 2, returned: -1 })], /I1 a term of A is negative/],
    ['tickets that lie free while some are owed', [], [lot(1, { released: 1, owed: 1, free: 2 })], /I1 A owes tickets/],
    ['a balance that the events contradict', [], [lot(1, { released: 2, free: 2 })], /I2 the balance of A says/],
    [
      'a lot that enters twice',
      [],
      [lot(1, { released: 1, free: 1 }), lot(1, { released: 2, free: 2 })],
      /I2 lot lot-1 entered twice/,
    ],
    [
      'two active entries of a customer',
      [joined('e1', 1), joined('e2', 2, { customerId: 'of e1' })],
      [],
      /I3 of e1 has the active entry e1/,
    ],
    [
      'an entry that comes back from the dead',
      [joined('e1', 1), settled('e1', 'lapsed'), settled('e1', 'waiting')],
      [],
      /I3 e1 was lapsed and is waiting/,
    ],
    [
      'two live offers of an entry',
      [joined('e1', 1), joined('e2', 2)],
      [
        lot(2, { released: 2, free: 2 }),
        offer('o1', 'e1', { released: 2, free: 1, open: 1 }),
        offer('o2', 'e1', { released: 2, open: 2 }),
      ],
      /I3 e1 has the live offer o1/,
    ],
    [
      'an offer that does not fit its entry',
      [joined('e1', 1)],
      [lot(2, { released: 2, free: 2 }), offer('o1', 'e1', { released: 2, open: 2 }, { quantity: 2, lineVersion: 3 })],
      /I3 2 A do not fit e1/,
    ],
    [
      'an offer past the first in line',
      [joined('e1', 1), joined('e2', 2)],
      [lot(1, { released: 1, free: 1 }), offer('o1', 'e2', { released: 1, open: 1 })],
      /I4 offered to e2 1 A, next in line is e1 1 A/,
    ],
    [
      'an offer in the order before a move',
      [joined('e1', 1), joined('e2', 2), moved('e2', 'top', 0)],
      [lot(1, { released: 1, free: 1 }), offer('o1', 'e1', { released: 1, open: 1 }, { lineVersion: 5 })],
      /I4 offered to e1 1 A, next in line is e2 1 A/,
    ],
    [
      'an entry that is moved to another place than was asked for',
      [joined('e1', 1), joined('e2', 2), joined('e3', 3), moved('e3', 1, 1.5)],
      [],
      /I16 e3 was moved to 1 and stands at 2, not 1/,
    ],
    [
      'an entry that is moved out of its turn',
      [joined('e1', 1), settled('e1', 'offered', 'o1'), moved('e1', 'end', 2)],
      [],
      /I3 e1 does not wait and is moved/,
    ],
    [
      'a join into a full list',
      Array.from({ length: 11 }, (_, n) => joined(`e${n}`, n)),
      [],
      /I7 a join was accepted with 10 waiting/,
    ],
    [
      'a claim after the end of its window',
      [joined('e1', 1), joined('e2', 2)],
      [
        lot(1, { released: 1, free: 1 }),
        offer('o1', 'e1', { released: 1, open: 1 }),
        {
          type: 'OfferClaimed',
          at: START + MINUTE,
          data: {
            offerId: 'o1',
            entryId: 'e1',
            ticketType: 'A',
            quantity: 1,
            balance: { A: { ...none, released: 1, claimed: 1 } },
          },
        },
      ],
      /I8 claimed when it had run out/,
    ],
    [
      'a lapse before the end of its window',
      [joined('e1', 1), joined('e2', 2)],
      [
        lot(1, { released: 1, free: 1 }),
        offer('o1', 'e1', { released: 1, open: 1 }),
        {
          type: 'OfferExpired',
          data: {
            offerId: 'o1',
            entryId: 'e1',
            ticketType: 'A',
            quantity: 1,
            status: 'expired',
            reason: 'unclaimed',
            balance: { A: { ...none, released: 1, free: 1 } },
          },
        },
      ],
      /I8 lapsed too early/,
    ],
  ]
  test.each(cases)('%s', (_what, waitlist, release, says) => {
    expect(found(always, waitlist, release).join('\n')).toMatch(says)
  })

  test('a gap in the versions, and a clock that runs back', () => {
    const [first, second] = stream('waitlist', ...opened) as [RecordedEvent, RecordedEvent]
    const gap = violationsOf({ waitlist: [first, { ...second, version: 3 }], release: [] }, always)
    expect(gap.map(({ what }) => what)).toEqual(['version 3 at place 2'])
    const back = violationsOf({ waitlist: [first, { ...second, time: START - 1 }], release: [] }, always)
    expect(back.map(({ what }) => what)).toEqual(['time runs back'])
  })

  test('two streams that tell two stories at rest', () => {
    const release = [lot(1, { released: 1, free: 1 }), offer('o1', 'e1', { released: 1, open: 1 }, { lineVersion: 3 })]
    expect(found(atRest, [joined('e1', 1)], release)).toEqual([
      expect.stringMatching(/I20 o1 is open, its entry is waiting/),
    ])
  })

  test('tickets that lie idle at rest, wanted or not', () => {
    expect(found(atRest, [joined('e1', 1)], [lot(1, { released: 1, free: 1 })])).toEqual([
      expect.stringMatching(/e1 waits for them/),
    ])
    expect(found(atRest, [], [lot(1, { released: 1, free: 1 })])).toEqual([expect.stringMatching(/nobody takes them/)])
  })

  test('a return past somebody who waited before the tickets came free', () => {
    const release: Told[] = [
      { ...lot(1, { released: 1, free: 1 }), at: START + MINUTE },
      {
        type: 'TicketsReturnedToPublic',
        at: START + 2 * MINUTE,
        data: {
          ticketType: 'A',
          quantity: 1,
          reason: 'unwanted',
          balance: { A: { ...none, released: 1, returned: 1 } },
        },
      },
    ]
    expect(found(withOneClock, [joined('e1', 1)], release)).toEqual([expect.stringMatching(/returned past e1/)])
    expect(found(withOneClock, [joined('e1', 1, { ticketTypes: ['B'] })], release)).toEqual([])
  })

  test('an answered join that is lost, and a position that was wrong', () => {
    const history = { waitlist: stream('waitlist', ...opened, joined('e1', 1), joined('e2', 2)), release: [] }
    const answer = (entryId: string, position: number, total: number) => ({ entryId, position, total }) as never
    expect(answeredJoinsAreThere([answer('e1', 1, 1), answer('e9', 3, 3)], history)).toHaveLength(1)
    expect(positionsWereRight([answer('e1', 1, 1), answer('e2', 2, 2)], history)).toEqual([])
    expect(positionsWereRight([answer('e2', 1, 2)], history)).toHaveLength(1)
  })
})
