import { describe, expect, test } from '@jest/globals'
import { ofType } from './harness/feed.ts'
import { eventually } from './harness/poll.ts'
import { expectProblem } from './harness/problem.ts'
import { countOf } from './harness/sale.ts'
import { createStage } from './harness/stage.ts'

const stage = createStage()

describe('a purchase', () => {
  test('ends the entry as purchased; told again it changes nothing', async () => {
    const sale = await stage.open()
    await sale.join('ann', 'bob')
    await sale.refund()
    const offer = await sale.offer('ann')
    await sale.claim('ann', offer)
    await sale.purchase(offer)
    await sale.until('ann', 'purchased')
    await sale.purchase(offer)
    await sale.handled()
    const feed = await sale.feed()
    expect(ofType(feed, 'OfferFulfilled').map((event) => event.data.bought)).toEqual([1])
    expect(countOf(feed, 'PurchaseCameLate')).toBe(0)
    expect(await sale.balance()).toEqual(expect.objectContaining({ released: 1, fulfilled: 1, claimed: 0 }))
    expect(await sale.places('bob')).toEqual([1])
    expectProblem(await sale.leave('ann'), 409, 'WL_ERR_ALREADY_PURCHASED')
    expectProblem(await sale.claim('ann', offer), 409, 'WL_ERR_OFFER_GONE')
  })

  test('counts without a claim too', async () => {
    const sale = await stage.open()
    await sale.join('ann')
    await sale.refund()
    await sale.purchase(await sale.offer('ann'))
    await sale.until('ann', 'purchased')
  })

  test('of fewer than offered gives the rest to the next', async () => {
    const sale = await stage.open()
    await sale.joinWith('ann', { quantity: 2 })
    await sale.join('bob')
    await sale.refund(2)
    const offer = await sale.offer('ann')
    await sale.claim('ann', offer)
    await sale.purchase(offer, { quantity: 1 })
    expect((await sale.offer('bob')).quantity).toBe(1)
    await sale.until('ann', 'purchased')
    expect(await sale.balance()).toEqual(expect.objectContaining({ released: 2, fulfilled: 1, open: 1 }))
  })

  test('of more than offered, by another customer, or of an unknown offer changes nothing', async () => {
    const sale = await stage.open()
    await sale.join('ann', 'bob')
    await sale.refund()
    const offer = await sale.offer('ann')
    await sale.purchase(offer, { quantity: 2 })
    await sale.purchase(offer, { customerId: sale.id('bob') })
    await sale.purchase({ ...offer, offerId: `${offer.offerId.slice(0, 11)}${'a'.repeat(19)}` })
    await sale.handled()
    expect(await sale.balance()).toEqual(expect.objectContaining({ released: 1, open: 1, fulfilled: 0 }))
    expect((await sale.claim('ann', offer)).status).toBe(200)
  })

  test('that is refunded gives the seat to the next, and the old link is dead', async () => {
    const sale = await stage.open()
    await sale.join('ann', 'bob')
    await sale.refund()
    const offer = await sale.offer('ann')
    const token = await sale.token('ann', offer.offerId)
    await sale.purchase(offer)
    await sale.until('ann', 'purchased')
    await sale.refund()
    await sale.offer('bob')
    const claim = await stage.product().as().post(`/api/waitlist/claim/${offer.offerId}`, { token })
    expectProblem(claim, 409, 'WL_ERR_OFFER_GONE')
  })

  test('lets its customer join again', async () => {
    const sale = await stage.open()
    await sale.join('ann')
    await sale.refund()
    await sale.purchase(await sale.offer('ann'))
    await sale.until('ann', 'purchased')
    expect((await sale.joinWith('ann', {})).position).toBe(1)
  })
})

describe('a purchase reported after the offer lapsed', () => {
  test('stands; the seat that was given on is owed, and paid from what comes free next', async () => {
    const sale = await stage.open({ settings: { notificationWindow: '2 seconds' } })
    await sale.join('ann', 'bob', 'cem')
    await sale.refund()
    const lapsed = await sale.offer('ann')
    await sale.configure({ notificationWindow: '1 hour' })
    await sale.offer('bob')
    await sale.purchase(lapsed)
    const late = await sale.event('PurchaseCameLate')
    expect(late.data).toEqual(expect.objectContaining({ offerId: lapsed.offerId, bought: 1 }))
    await sale.until('ann', 'purchased')
    expect(await sale.balance()).toEqual(expect.objectContaining({ released: 1, owed: 1, open: 1, fulfilled: 1 }))
    await sale.refund()
    await eventually(async () => {
      expect(await sale.balance()).toEqual(expect.objectContaining({ released: 2, owed: 0, open: 1, free: 0 }))
    })
    await sale.refund()
    await sale.offer('cem')
    expect(await sale.offered()).toEqual(['ann', 'bob', 'cem'])
  })

  test('told twice is one purchase', async () => {
    const sale = await stage.open()
    await sale.join('ann', 'bob')
    await sale.refund()
    const offer = await sale.offer('ann')
    await sale.decline('ann', offer)
    await sale.offer('bob')
    await sale.purchase(offer)
    await sale.purchase(offer)
    await sale.handled()
    expect(countOf(await sale.feed(), 'PurchaseCameLate')).toBe(1)
    await sale.until('ann', 'purchased')
  })

  test('what is owed is paid by an offer that ends, too', async () => {
    const sale = await stage.open()
    await sale.join('ann', 'bob', 'cem')
    await sale.refund()
    const offer = await sale.offer('ann')
    await sale.decline('ann', offer)
    const next = await sale.offer('bob')
    await sale.purchase(offer)
    await sale.event('PurchaseCameLate')
    await sale.decline('bob', next)
    expect(await sale.balance()).toEqual(expect.objectContaining({ released: 1, owed: 0, open: 0, fulfilled: 1 }))
    expect(await sale.offered()).toEqual(['ann', 'bob'])
    expect(await sale.places('cem')).toEqual([1])
  })
})

describe('a purchase that came late', () => {
  test('takes a free ticket where the pool has one, and owes nothing', async () => {
    const sale = await stage.open({ settings: { notificationWindow: '1 second', keepPool: true } })
    await sale.join('ann')
    await sale.refund()
    const offer = await sale.offer('ann')
    await sale.until('ann', 'lapsed')
    expect(await sale.balance()).toEqual(expect.objectContaining({ free: 1, open: 0 }))
    await sale.purchase(offer)
    await sale.until('ann', 'purchased')
    expect(await sale.balance()).toEqual(expect.objectContaining({ released: 1, owed: 0, free: 0, fulfilled: 1 }))
    await eventually(async () => expect((await sale.stats()).entries.purchased).toBe(1))
  })

  test('takes a scheduled one where none is free', async () => {
    const sale = await stage.open()
    await sale.join('ann', 'bob')
    await sale.release({ quantity: 2, batchSize: 1, batchInterval: '1 hour' })
    const offer = await sale.offer('ann')
    await sale.decline('ann', offer)
    await sale.offer('bob')
    await sale.purchase(offer)
    await sale.event('PurchaseCameLate')
    expect(await sale.balance()).toEqual(
      expect.objectContaining({ released: 2, owed: 0, scheduled: 0, open: 1, fulfilled: 1 }),
    )
  })
})
