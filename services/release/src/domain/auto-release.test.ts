import { describe, expect, test } from '@jest/globals'
import * as told from '@waitlist/line/example-events'
import { configured, HOUR, inLine, START, scheduled } from '@waitlist/line/example-events'
import { act, balanceOf, decline, offersIn, purchase, refund, sale, scheduledSale } from './example-commands.ts'

describe('without autoRelease', () => {
  const own = { autoRelease: false }

  test('refunds pool up for who waits, and are not given back', () => {
    const spec = sale(own, ...inLine(['ann', 'ben']))
    spec.when(refund('r1')).then({ type: 'TicketsReleased' })
    spec.when(refund('r2', 2)).then({ type: 'TicketsReleased' })
    spec.whenDue().thenNothing()
    expect(balanceOf(spec)).toEqual({ released: 3, free: 3 })
    const nobody = sale(own)
    nobody.when(refund('r1'))
    nobody.whenDue().thenNothing()
  })

  test('a release of new tickets is offered, and the refunds stay in the pool', () => {
    const spec = sale(own, ...inLine(['ann', 'ben', 'cleo']))
    spec.when(refund('r1', 2))
    expect(offersIn(spec.when(act('first', 1)).events)).toEqual([['ann', 'A', 1]])
    spec.whenDue().thenNothing()
    expect(balanceOf(spec)).toEqual({ released: 3, free: 2, open: 1 })
  })

  test('a ticket that was offered once goes on to the next by itself', () => {
    const spec = sale(own, ...inLine(['ann', 'ben', 'cleo', 'dan', 'eve'])).at(START)
    spec.when(refund('r1', 3))
    spec.when(act('first', 2, { from: 'pool' }))
    expect(offersIn(spec.when(decline('ann')).events)).toEqual([['cleo', 'A', 1]])
    expect(offersIn(spec.at(START + 24 * HOUR).whenDue().events)).toEqual([
      ['dan', 'A', 1],
      ['eve', 'A', 1],
    ])
    expect(balanceOf(spec)).toEqual({ released: 3, free: 1, open: 2 })
  })

  test('so does the part of an offer that was not bought', () => {
    const spec = sale(own, told.joined('ann', 1, { quantity: 2 }), told.joined('ben', 2))
    spec.when(act('first', 2))
    expect(offersIn(spec.when(purchase('ann')).events)).toEqual([['ben', 'A', 1]])
  })

  test('what was put up and found nobody is given back; what was never put up is not', () => {
    const spec = sale(own)
    spec.when(refund('r1', 2))
    spec.when(act('first', 3))
    const { events } = spec.whenDue().then({ type: 'TicketsUnwanted', data: { free: 3 } })
    expect(events).toHaveLength(1)
    spec.following(told.foundEmpty('A', spec.state.version))
    spec.whenDue().then({ type: 'TicketsReturnedToPublic', data: { quantity: 3, reason: 'unwanted' } })
    spec.whenDue().thenNothing()
    expect(balanceOf(spec)).toEqual({ released: 5, returned: 3, free: 2 })
  })

  test('refunds that a release puts up are news for the line: an answer from before does not give them back', () => {
    const spec = sale(own, told.paused({ offering: true }))
    spec.when(refund('r1', 2))
    spec.when(act('first', 1))
    spec
      .following(told.paused({}))
      .whenDue()
      .then({ type: 'TicketsUnwanted', data: { free: 1 } })
    const asked = spec.state.version
    spec.when(act('second', 2, { from: 'pool' })).then({ type: 'ReleaseAdvanced', data: { freed: 2 } })
    spec.following(told.foundEmpty('A', asked))
    spec.whenDue().then({ type: 'TicketsUnwanted', data: { free: 3 } })
  })

  test('the end of sale gives everything back', () => {
    const spec = scheduledSale(own, ...inLine(['ann']))
    spec.when(refund('r1', 2))
    spec
      .at(START + 9 * HOUR - 1)
      .whenDue()
      .thenNothing()
    spec
      .at(START + 9 * HOUR)
      .whenDue()
      .then({ type: 'TicketsReturnedToPublic', data: { quantity: 2, reason: 'sale-ended' } })
  })

  test('a late purchase is paid from what was offered before, then from the refunds that wait', () => {
    const spec = sale(own, ...inLine(['ann'])).at(START)
    spec.when(refund('r1', 2))
    spec.when(act('first', 1, { from: 'pool' }))
    spec
      .at(START + 24 * HOUR)
      .whenDue()
      .then({ type: 'OfferExpired' }, { type: 'TicketsUnwanted' })
    spec.when(purchase('ann')).then({ type: 'PurchaseCameLate' })
    expect(balanceOf(spec)).toEqual({ released: 2, fulfilled: 1, free: 1 })
    spec.whenDue().thenNothing()
  })
})

describe('switching autoRelease', () => {
  test('on offers the free pool at once', () => {
    const spec = sale({ autoRelease: false }, ...inLine(['ann', 'ben']))
    spec.when(refund('r1', 3))
    spec.following(configured({ autoRelease: true }))
    const { events } = spec.whenDue()
    expect(offersIn(events).map(([name]) => name)).toEqual(['ann', 'ben'])
    expect(events.at(-1)).toMatchObject({ type: 'TicketsUnwanted', data: { free: 1 } })
  })

  test('on does not offer what is scheduled for later batches', () => {
    const spec = sale({ autoRelease: false }, ...inLine(['ann', 'ben', 'cleo']))
    spec.when(act('first', 2, { batchSize: 1, batchInterval: '1 hour' }))
    spec
      .following(configured({ autoRelease: true }))
      .whenDue()
      .thenNothing()
    expect(balanceOf(spec)).toEqual({ released: 2, open: 1, scheduled: 1 })
  })

  test('off keeps the refunds to come', () => {
    const spec = sale({}, ...inLine(['ann'])).following(configured({ autoRelease: false }))
    spec.when(refund('r1')).then({ type: 'TicketsReleased' })
    spec.whenDue().thenNothing()
  })
})

describe('with keepPool', () => {
  test('what nobody wants stays and goes to the first who joins', () => {
    const spec = sale({ keepPool: true })
    spec.when(refund('r1', 2))
    spec.whenDue().thenNothing()
    spec.following(...inLine(['ann']))
    expect(offersIn(spec.whenDue().events)).toEqual([['ann', 'A', 1]])
    expect(balanceOf(spec)).toEqual({ released: 2, free: 1, open: 1 })
  })

  test('it goes back at the end of sale, and when the setting is taken back and join agrees', () => {
    const spec = sale({ keepPool: true })
    spec.when(refund('r1'))
    spec.following(configured({}, { schedule: scheduled() }))
    spec.whenDue().then({ type: 'TicketsUnwanted', data: { free: 1 } })
    const kept = scheduledSale({ keepPool: true })
    kept.when(refund('r1'))
    kept
      .at(START + 9 * HOUR)
      .whenDue()
      .then({ type: 'TicketsReturnedToPublic', data: { reason: 'sale-ended' } })
  })
})
