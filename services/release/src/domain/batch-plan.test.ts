import { describe, expect, test } from '@jest/globals'
import * as told from '@waitlist/line/example-events'
import { configured, HOUR, inLine, iso, START } from '@waitlist/line/example-events'
import { due } from './due.ts'
import { act, balanceOf, offersIn, purchase, refund, type Spec, sale, scheduledSale } from './example-commands.ts'

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

describe('the size and the interval', () => {
  test('are the event’s when the release names none, and a size that holds all makes no batches', () => {
    const own = sale({ batchSize: 1, batchInterval: '2 hours' }, ...inLine(names(3)))
    own
      .at(START)
      .when(act('first', 3))
      .then(
        { type: 'TicketsReleased' },
        { type: 'ReleaseAdvanced', data: { freed: 1, scheduled: 2, nextBatchAt: iso(START + 2 * HOUR) } },
        { type: 'OfferMade' },
      )
    const { events } = own.when(act('second', 2, { batchSize: 2 }))
    expect(events.find((event) => event.type === 'ReleaseAdvanced')?.data.plan).toEqual({ from: 'new', quantity: 2 })
  })

  test('of batches need each other', () => {
    sale()
      .when(act('first', 3, { batchSize: 1 }))
      .thenRefused('WL_ERR_VALIDATION')
    sale()
      .when(act('first', 3, { batchSize: 1, batchInterval: '0 s' }))
      .thenRefused('WL_ERR_VALIDATION')
    sale()
      .when(act('first', 3, { batchInterval: '1 hour' }))
      .then({ type: 'TicketsReleased' }, { type: 'ReleaseAdvanced', data: { freed: 3 } })
  })

  test('are not for refunds', () => {
    const spec = sale({ batchSize: 1, batchInterval: '1 hour' }, ...inLine(names(3)))
    expect(offersIn(spec.when(refund('r1', 3)).events)).toHaveLength(3)
  })

  test('of a release that runs are not changed by the settings', () => {
    const spec = sale({ batchSize: 2, batchInterval: '1 hour' }, ...inLine(names(6)))
    spec.at(START).when(act('first', 6))
    spec.following(configured({ batchSize: 1, batchInterval: '5 hours' }))
    expect(batchesAt(spec, START + HOUR).offers).toEqual(['p3', 'p4'])
    expect(batchesAt(spec, START + 2 * HOUR).offers).toEqual(['p5', 'p6'])
  })
})

describe('the scheduled tickets', () => {
  test('go back with the free ones at the end of sale, and no batch follows', () => {
    const spec = scheduledSale({}, ...inLine(['p1']))
    inBatches(spec, 6, { batchInterval: '5 hours' })
    spec.at(START + 9 * HOUR)
    const { events } = spec.whenDue()
    expect(events.at(-1)).toMatchObject({
      type: 'TicketsReturnedToPublic',
      data: { quantity: 6, reason: 'sale-ended' },
    })
    spec
      .at(START + 20 * HOUR)
      .whenDue()
      .thenNothing()
  })

  test('that are gone when the list opens again make no empty batch', () => {
    const spec = sale({}, ...inLine(['p1']))
    inBatches(spec, 6)
    spec.following(told.closed()).whenDue()
    spec
      .following(told.opened())
      .at(START + 5 * HOUR)
      .whenDue()
      .thenNothing()
    expect(due(spec.state, START)).toEqual({ wakeAt: undefined })
  })

  test('that paid a purchase which came late are not there for their batch, and it is not told of', () => {
    const spec = sale({}, ...inLine(names(4)))
    spec.at(START).when(act('first', 3, { batchSize: 2, batchInterval: '25 hours' }))
    spec.at(START + 24 * HOUR).whenDue()
    spec.when(purchase('p1')).then({ type: 'PurchaseCameLate' })
    expect(balanceOf(spec)).toEqual({ released: 3, fulfilled: 1, open: 2 })
    spec
      .at(START + 25 * HOUR)
      .whenDue()
      .thenNothing()
  })
})
