import { describe, expect, test } from '@jest/globals'
import { ofType } from './harness/feed.ts'
import { eventually } from './harness/poll.ts'
import { expectInvalid, expectProblem } from './harness/problem.ts'
import { countOf } from './harness/sale.ts'
import { createStage } from './harness/stage.ts'

const stage = createStage()

describe('an organizer releases tickets', () => {
  test('more than anybody wants: the answer says what is offered and pooled, and the rest is returned', async () => {
    const sale = await stage.open()
    await sale.join('ann')
    const released = await sale.release({ quantity: 3 })
    expect(released).toEqual({
      releaseId: expect.stringMatching(/^rel_[a-z2-7]{26}$/),
      ticketType: 'A',
      quantity: 3,
      offers: [expect.objectContaining({ customerId: sale.id('ann'), quantity: 1, status: 'open' })],
      scheduled: 0,
      pooled: 2,
      passedOver: [],
    })
    await eventually(async () =>
      expect(await sale.balance()).toEqual(expect.objectContaining({ returned: 2, free: 0 })),
    )
    const [lot] = ofType(await sale.feed(), 'TicketsReleased')
    expect(lot?.data).toEqual(
      expect.objectContaining({
        source: 'release',
        sourceId: released.releaseId,
        releaseId: released.releaseId,
        quantity: 3,
      }),
    )
  })

  test('the offers in the answer are those in the feed', async () => {
    const sale = await stage.open()
    await sale.join('ann', 'bob', 'cem')
    const released = await sale.release({ quantity: 2 })
    const made = ofType(await sale.feed(), 'OfferMade').map((event) => event.data)
    expect(made).toHaveLength(2)
    for (const [place, offer] of released.offers.entries()) expect(made[place]).toEqual(expect.objectContaining(offer))
  })

  test.each([
    [{ quantity: 0 }, '/quantity'],
    [{ quantity: 1.5 }, '/quantity'],
    [{ quantity: 1, batchSize: 0 }, '/batchSize'],
    [{ quantity: 1, batchSize: 1, batchInterval: 'soon' }, '/batchInterval'],
    [{ quantity: 1, from: 'hat' }, '/from'],
    [{ quantity: 1, ticketType: '' }, '/ticketType'],
    [{ quantity: 1, price: 3 }, '/price'],
  ])('refuses %j', async (request, pointer) => {
    const sale = await stage.open()
    expectInvalid(await sale.tryRelease(request as { quantity: number }), pointer)
    expect(countOf(await sale.feed(), 'TicketsReleased')).toBe(0)
  })

  test('of a type that does not exist: no', async () => {
    const sale = await stage.open()
    expectProblem(await sale.tryRelease({ quantity: 1, ticketType: 'Z' }), 400, 'WL_ERR_UNKNOWN_TYPE')
  })

  test('where there is no list: no', async () => {
    const sale = stage.sale()
    await sale.schedule()
    expect((await sale.tryRelease({ quantity: 1 })).status).toBe(409)
  })
})

describe('without automatic release', () => {
  test('refunds pool up, and the pool is offered when somebody says so', async () => {
    const sale = await stage.open({ settings: { autoRelease: false } })
    await sale.join('ann', 'bob', 'cem')
    await sale.refund()
    await sale.refund()
    await eventually(async () => expect((await sale.balance()).free).toBe(2))
    expect(await sale.offered()).toEqual([])
    expectProblem(await sale.tryRelease({ quantity: 3, from: 'pool' }), 409, 'WL_ERR_POOL_SHORT')
    const released = await sale.release({ quantity: 2, from: 'pool' })
    expect(released.offers.map((offer) => offer.customerId)).toEqual([sale.id('ann'), sale.id('bob')])
    expect(await sale.balance()).toEqual(expect.objectContaining({ released: 2, open: 2, free: 0 }))
  })

  test('nothing is returned, though nobody waits', async () => {
    const sale = await stage.open({ settings: { autoRelease: false } })
    await sale.refund(2)
    await sale.handled()
    await sale.join('ann')
    expect(await sale.balance()).toEqual(expect.objectContaining({ free: 2, returned: 0 }))
    expect(await sale.offered()).toEqual([])
  })

  test('switched on again offers the free pool at once', async () => {
    const sale = await stage.open({ settings: { autoRelease: false } })
    await sale.join('ann', 'bob')
    await sale.refund(2)
    await eventually(async () => expect((await sale.balance()).free).toBe(2))
    await sale.configure({ autoRelease: true })
    await sale.offer('bob')
    expect(await sale.offered()).toEqual(['ann', 'bob'])
  })

  test('a ticket that was offered once goes on by itself', async () => {
    const sale = await stage.open({ settings: { autoRelease: false } })
    await sale.join('ann', 'bob')
    const { releaseId } = await sale.release({ quantity: 1 })
    const offer = await sale.offer('ann')
    expect((await sale.decline('ann', offer)).status).toBe(200)
    expect((await sale.offer('bob')).releaseId).toBe(releaseId)
  })
})

describe('in batches', () => {
  test('what is scheduled is not free', async () => {
    const sale = await stage.open()
    await sale.join('ann', 'bob', 'cem')
    const released = await sale.release({ quantity: 10, batchSize: 2, batchInterval: '1 hour' })
    expect(released).toEqual(
      expect.objectContaining({ scheduled: 8, pooled: 0, nextBatchAt: expect.stringMatching(/Z$/) }),
    )
    expect(released.offers).toHaveLength(2)
    expectProblem(await sale.tryRelease({ quantity: 1, from: 'pool' }), 409, 'WL_ERR_POOL_SHORT')
    expect(await sale.balance()).toEqual(expect.objectContaining({ free: 0, scheduled: 8, open: 2 }))
  })

  test('the pool can be offered too; what waits for a later batch is not free', async () => {
    const sale = await stage.open({ settings: { autoRelease: false } })
    await sale.join('ann', 'bob', 'cem', 'dee')
    await sale.refund(4)
    await eventually(async () => expect((await sale.balance()).free).toBe(4))
    const released = await sale.release({ quantity: 3, from: 'pool', batchSize: 1, batchInterval: '1 hour' })
    expect(released).toEqual(expect.objectContaining({ quantity: 3, scheduled: 2 }))
    expect(released.offers.map((offer) => offer.customerId)).toEqual([sale.id('ann')])
    expect(await sale.balance()).toEqual(expect.objectContaining({ released: 4, free: 1, scheduled: 2, open: 1 }))
    expectProblem(await sale.tryRelease({ quantity: 2, from: 'pool' }), 409, 'WL_ERR_POOL_SHORT')
  })

  test('a batch that finds too few leaves the rest free for who comes next', async () => {
    const sale = await stage.open({ settings: { keepPool: true } })
    await sale.join('ann')
    const released = await sale.release({ quantity: 6, batchSize: 3, batchInterval: '1 hour' })
    expect(released).toEqual(expect.objectContaining({ scheduled: 3, pooled: 2 }))
    await sale.join('bob')
    await sale.offer('bob')
    expect(await sale.balance()).toEqual(expect.objectContaining({ free: 1, scheduled: 3, open: 2 }))
  })

  test('the batches of the settings hold where the release names none, and not for refunds', async () => {
    const sale = await stage.open({ settings: { batchSize: 2, batchInterval: '1 hour' } })
    await sale.join('ann', 'bob', 'cem', 'dee', 'eve')
    expect(await sale.release({ quantity: 3 })).toEqual(expect.objectContaining({ scheduled: 1 }))
    await sale.refund(3)
    await sale.offer('eve')
    expect(await sale.offered()).toEqual(['ann', 'bob', 'cem', 'dee', 'eve'])
  })

  test('the next batch comes when its time comes', async () => {
    const sale = await stage.open()
    await sale.join('ann', 'bob', 'cem')
    const { releaseId } = await sale.release({ quantity: 3, batchSize: 1, batchInterval: '500 ms' })
    await sale.offer('cem')
    expect(await sale.offered()).toEqual(['ann', 'bob', 'cem'])
    const batches = ofType(await sale.feed(), 'ReleaseAdvanced').filter((event) => event.data.releaseId === releaseId)
    expect(batches.map(({ data }) => [data.batch, data.offered, data.scheduled])).toEqual([
      [1, 1, 2],
      [2, 1, 1],
      [3, 1, 0],
    ])
    for (const [place, batch] of batches.slice(1).entries()) {
      expect(Date.parse(batch.time)).toBeGreaterThanOrEqual(Date.parse(batches[place]?.data.nextBatchAt ?? ''))
    }
    expect(batches.at(-1)?.data.nextBatchAt).toBeUndefined()
  })
})
