import { describe, expect, test } from '@jest/globals'
import * as told from '@waitlist/line/example-events'
import { HOUR, inLine, iso, MINUTE, START } from '@waitlist/line/example-events'
import { due } from './due.ts'
import { act, actId, balanceOf, offersIn, refund, type Spec, sale } from './example-commands.ts'

const names = (count: number) => Array.from({ length: count }, (_, index) => `p${index + 1}`)
const hourly = { batchSize: 2, batchInterval: '1 hour' }
const inBatches = (spec: Spec, quantity: number, change: Parameters<typeof act>[2] = {}) =>
  spec.at(START).when(act('first', quantity, { ...hourly, ...change }))
/** The batches that came at a moment, each with whom it was offered to. */
const batchesAt = (spec: Spec, moment: number) => {
  const { events } = spec.at(moment).whenDue()
  return {
    batches: events.filter((event) => event.type === 'ReleaseAdvanced'),
    offers: offersIn(events).map(([name]) => name),
  }
}

describe('a release in batches', () => {
  test('puts one batch up at once and schedules the rest', () => {
    const spec = sale({}, ...inLine(names(5)))
    inBatches(spec, 5).then(
      { type: 'TicketsReleased' },
      {
        type: 'ReleaseAdvanced',
        data: {
          batch: 1,
          freed: 2,
          offered: 2,
          scheduled: 3,
          nextBatchAt: iso(START + HOUR),
          plan: { quantity: 5, ...hourly },
        },
      },
      { type: 'OfferMade' },
      { type: 'OfferMade' },
    )
    expect(balanceOf(spec)).toEqual({ released: 5, open: 2, scheduled: 3 })
  })

  test('goes on every interval until nothing is left, no one twice', () => {
    const spec = sale({}, ...inLine(names(9)))
    inBatches(spec, 5)
    spec
      .at(START + HOUR - 1)
      .whenDue()
      .thenNothing()
    expect(due(spec.state, START)).toEqual({ wakeAt: START + HOUR })
    expect(batchesAt(spec, START + HOUR)).toMatchObject({
      batches: [
        { data: { releaseId: actId('first'), batch: 2, freed: 2, scheduled: 1, nextBatchAt: iso(START + 2 * HOUR) } },
      ],
      offers: ['p3', 'p4'],
    })
    const last = batchesAt(spec, START + 2 * HOUR)
    expect(last).toMatchObject({ batches: [{ data: { batch: 3, freed: 1, scheduled: 0 } }], offers: ['p5'] })
    expect(last.batches[0]?.data).not.toHaveProperty('nextBatchAt')
    expect(last.batches[0]?.data).not.toHaveProperty('plan')
    spec
      .at(START + 9 * HOUR)
      .whenDue()
      .thenNothing()
    expect(balanceOf(spec)).toEqual({ released: 5, open: 5 })
  })

  test('that is overdue after a stop puts one up at once, then goes by the interval again', () => {
    const spec = sale({}, ...inLine(names(9)))
    inBatches(spec, 6)
    expect(batchesAt(spec, START + 5 * HOUR).offers).toEqual(['p3', 'p4'])
    spec
      .at(START + 6 * HOUR - 1)
      .whenDue()
      .thenNothing()
    expect(batchesAt(spec, START + 6 * HOUR).offers).toEqual(['p5', 'p6'])
  })

  test('waits while offering is paused, and is overdue then', () => {
    const spec = sale({}, ...inLine(names(4)))
    inBatches(spec, 4)
    spec
      .following(told.paused({ offering: true }))
      .at(START + 3 * HOUR)
      .whenDue()
      .thenNothing()
    expect(due(spec.state, START)).toEqual({ wakeAt: START + 24 * HOUR })
    spec.following(told.paused({}))
    expect(batchesAt(spec, START + 3 * HOUR).offers).toEqual(['p3', 'p4'])
  })

  test('leaves free what a batch found no takers for; the scheduled rest is not free', () => {
    const spec = sale({ keepPool: true }, ...inLine(['ann']))
    inBatches(spec, 5)
    expect(balanceOf(spec)).toEqual({ released: 5, open: 1, free: 1, scheduled: 3 })
    spec.when(act('second', 2, { from: 'pool' })).thenRefused('WL_ERR_POOL_SHORT')
    spec.following(told.joined('ben', 2), told.joined('cleo', 3))
    expect(offersIn(spec.whenDue().events)).toEqual([['ben', 'A', 1]])
  })

  test('takes its tickets from the pool as well', () => {
    const spec = sale({ autoRelease: false }, ...inLine(names(4)))
    spec.when(refund('r1', 4))
    inBatches(spec, 3, { from: 'pool' })
    expect(balanceOf(spec)).toEqual({ released: 4, free: 1, scheduled: 1, open: 2 })
    expect(batchesAt(spec, START + HOUR).offers).toEqual(['p3'])
    expect(balanceOf(spec)).toEqual({ released: 4, free: 1, open: 3 })
  })

  test('runs beside another one, each at its own pace', () => {
    const spec = sale({}, ...inLine(names(9)))
    inBatches(spec, 4)
    spec.when(act('second', 3, { batchSize: 1, batchInterval: '30 minutes' }))
    expect(batchesAt(spec, START + 30 * MINUTE).batches).toMatchObject([
      { data: { releaseId: actId('second'), batch: 2 } },
    ])
    const both = batchesAt(spec, START + HOUR).batches.map(({ data }) => (data as { releaseId: string }).releaseId)
    expect(both).toEqual([actId('first'), actId('second')])
    expect(balanceOf(spec)).toEqual({ released: 7, open: 7 })
  })
})
