import { describe, expect, test } from '@jest/globals'
import { ofType } from './harness/feed.ts'
import { eventually } from './harness/poll.ts'
import { expectProblem } from './harness/problem.ts'
import { countOf } from './harness/sale.ts'
import { createStage } from './harness/stage.ts'

const stage = createStage()
const SHORT = { notificationWindow: '1 second' }

describe('an offer that nobody claims', () => {
  test('expires once, and the seat goes to the next', async () => {
    const sale = await stage.open({ settings: SHORT })
    await sale.join('ann', 'bob')
    await sale.refund()
    const offer = await sale.offer('ann')
    const next = await sale.offer('bob')
    expect(next).toEqual(expect.objectContaining({ quantity: 1, releaseId: offer.releaseId }))
    const feed = await sale.feed()
    const expired = ofType(feed, 'OfferExpired').filter((event) => event.data.offerId === offer.offerId)
    expect(expired.map((event) => event.data.reason)).toEqual(['unclaimed'])
    expect((await sale.until('ann', 'lapsed')).position).toBeUndefined()
    expectProblem(await sale.leave('ann'), 404, 'WL_ERR_NOT_FOUND')
    await sale.until('bob', 'lapsed')
    await eventually(async () => expect((await sale.balance()).returned).toBe(1))
  })

  test('sends its holder to the end of the line with onExpiry back', async () => {
    const sale = await stage.open({ settings: { notificationWindow: '2 seconds', onExpiry: 'back' } })
    await sale.join('ann', 'bob', 'cem')
    await sale.refund()
    const offer = await sale.offer('ann')
    await sale.configure({ notificationWindow: '1 hour' })
    await sale.offer('bob')
    const ann = await sale.until('ann', 'waiting')
    expect(ann.entryId).toBe(offer.entryId)
    expect(await sale.places('cem', 'ann')).toEqual([1, 2])
  })

  test('comes back three times at most, then its holder lapses', async () => {
    const sale = await stage.open({ settings: { ...SHORT, onExpiry: 'back' } })
    await sale.join('ann')
    await sale.refund()
    await sale.offer('ann', 3)
    await sale.until('ann', 'lapsed')
    expect(await sale.offered()).toEqual(['ann', 'ann', 'ann'])
    await eventually(async () => expect((await sale.balance()).returned).toBe(1))
  })

  test('lets its holder join again at the end', async () => {
    const sale = await stage.open({ settings: { ...SHORT, keepPool: true } })
    await sale.join('ann')
    await sale.refund()
    const first = await sale.offer('ann')
    await sale.until('ann', 'lapsed')
    expect((await sale.joinWith('ann', {})).entryId).not.toBe(first.entryId)
    await sale.offer('ann', 2)
  })
})

describe('an offer that is claimed and not bought', () => {
  const QUICK = { purchaseWindow: '1 second', purchaseGrace: '1 second' }

  test('expires after the purchase window and its grace', async () => {
    const sale = await stage.open({ settings: QUICK })
    await sale.join('ann', 'bob')
    await sale.refund()
    const { body } = await sale.claim('ann', await sale.offer('ann'))
    await sale.offer('bob')
    const [expired] = ofType(await sale.feed(), 'OfferExpired')
    expect(expired?.data.reason).toBe('not-purchased')
    expect(Date.parse(expired?.time ?? '')).toBeGreaterThanOrEqual(Date.parse(body.purchaseBy) + 1000)
    await sale.until('ann', 'lapsed')
  })

  test('is still good within the grace', async () => {
    const sale = await stage.open({ settings: { purchaseWindow: '1 second', purchaseGrace: '1 hour' } })
    await sale.join('ann')
    await sale.refund()
    const offer = await sale.offer('ann')
    const { body } = await sale.claim('ann', offer)
    await eventually(() => expect(Date.now()).toBeGreaterThan(Date.parse(body.purchaseBy)))
    await sale.purchase(offer)
    await sale.event('OfferFulfilled')
    expect(countOf(await sale.feed(), 'PurchaseCameLate')).toBe(0)
  })

  test('goes on at once when the checkout was abandoned', async () => {
    const sale = await stage.open()
    await sale.join('ann', 'bob')
    await sale.refund()
    const offer = await sale.offer('ann')
    await sale.claim('ann', offer)
    await sale.abandon(offer)
    await sale.offer('bob')
    const [expired] = ofType(await sale.feed(), 'OfferExpired')
    expect(expired?.data.reason).toBe('abandoned')
    await sale.until('ann', 'lapsed')
  })

  test('abandoning an offer that was never claimed changes nothing', async () => {
    const sale = await stage.open()
    await sale.join('ann', 'bob')
    await sale.refund()
    const offer = await sale.offer('ann')
    await sale.abandon(offer)
    await sale.handled()
    expect(countOf(await sale.feed(), 'OfferExpired')).toBe(0)
    expect((await sale.claim('ann', offer)).status).toBe(200)
  })
})

describe('a declined offer', () => {
  test('goes to the next; a second no is too late', async () => {
    const sale = await stage.open()
    await sale.join('ann', 'bob')
    await sale.refund()
    const offer = await sale.offer('ann')
    expect((await sale.decline('ann', offer)).status).toBe(200)
    await sale.offer('bob')
    expectProblem(await sale.decline('ann', offer), 409, 'WL_ERR_OFFER_GONE')
    expectProblem(await sale.claim('ann', offer), 409, 'WL_ERR_OFFER_GONE')
    await sale.until('ann', 'left')
  })

  test('may be one that was claimed already, and may be declined by its token', async () => {
    const sale = await stage.open()
    await sale.join('ann', 'bob')
    await sale.refund()
    const offer = await sale.offer('ann')
    await sale.claim('ann', offer)
    const token = await sale.token('ann', offer.offerId)
    const declined = await stage.product().as().post(`/api/waitlist/decline/${offer.offerId}`, { token })
    expect(declined.status).toBe(200)
    await sale.offer('bob')
  })
})

describe('a holder who leaves', () => {
  test.each(['open', 'claimed'])('gives an offer that is %s to the next', async (status) => {
    const sale = await stage.open()
    await sale.join('ann', 'bob')
    await sale.refund()
    const offer = await sale.offer('ann')
    if (status === 'claimed') await sale.claim('ann', offer)
    const left = await sale.leave('ann')
    expect(left.body.left).toEqual([expect.objectContaining({ entryId: offer.entryId, status: 'left' })])
    await sale.offer('bob')
    const [revoked] = ofType(await sale.feed(), 'OfferRevoked')
    expect(revoked?.data).toEqual(expect.objectContaining({ offerId: offer.offerId, reason: 'left' }))
    expectProblem(await sale.claim('ann', offer), 409, 'WL_ERR_OFFER_GONE')
    await sale.until('ann', 'left')
  })
})
