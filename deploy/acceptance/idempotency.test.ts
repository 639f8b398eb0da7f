import { describe, expect, test } from '@jest/globals'
import { expectInvalid, expectProblem } from './harness/problem.ts'
import { countOf } from './harness/sale.ts'
import type { Left, Released } from './harness/shapes.ts'
import { createStage } from './harness/stage.ts'

const stage = createStage()
const key = (name: string) => ({ 'idempotency-key': `key-${name}` })

describe('a join with a key', () => {
  test('gets the first answer again, whatever happened since', async () => {
    const sale = await stage.open()
    await sale.join('zoe')
    const first = await sale.tryJoin('ann', {}, key('1'))
    expect(first.status).toBe(201)
    await sale.leave('zoe')
    await sale.leave('ann')
    const again = await sale.tryJoin('ann', {}, key('1'))
    expect(again.status).toBe(201)
    expect(again.body).toEqual(
      expect.objectContaining({
        entryId: first.body.entryId,
        status: 'waiting',
        position: 2,
        joinedAt: first.body.joinedAt,
      }),
    )
    expect((await sale.entry('ann')).status).toBe('left')
  })

  test('cannot use the key for something else', async () => {
    const sale = await stage.open()
    await sale.tryJoin('ann', {}, key('2'))
    expectProblem(await sale.tryJoin('ann', { quantity: 2 }, key('2')), 422, 'WL_ERR_KEY_REUSED')
  })

  test('shares its key with no other caller and no other route', async () => {
    const sale = await stage.open()
    await sale.tryJoin('ann', {}, key('3'))
    expect((await sale.tryJoin('bob', { quantity: 2 }, key('3'))).status).toBe(201)
    expect((await sale.leave('ann', key('3'))).status).toBe(200)
  })

  test('that was refused is decided anew', async () => {
    const sale = await stage.open()
    await sale.configure({ pause: { joining: true, offering: false } })
    expectProblem(await sale.tryJoin('ann', {}, key('4')), 409, 'WL_ERR_PAUSED')
    await sale.configure({ pause: { joining: false, offering: false } })
    expect((await sale.tryJoin('ann', {}, key('4'))).status).toBe(201)
  })
})

describe('leaving with a key', () => {
  test('gets the first answer again', async () => {
    const sale = await stage.open()
    const [ann] = await sale.join('ann')
    const [first, again] = [await sale.leave('ann', key('5')), await sale.leave('ann', key('5'))]
    expect([first.status, again.status]).toEqual([200, 200])
    expect(again.body.left.map((entry) => entry.entryId)).toEqual([ann?.entryId])
    expect(countOf(await sale.feed(), 'WaitlistLeft')).toBe(1)
  })

  test('does not leave a place that was taken since', async () => {
    const sale = await stage.open()
    await sale.join('ann')
    await sale.leave('ann', key('6'))
    await sale.join('ann')
    expect((await sale.leave('ann', key('6'))).status).toBe(200)
    expect((await sale.entry('ann')).status).toBe('waiting')
  })

  test('all lists at once gets the first answer again', async () => {
    const [one, two] = [await stage.open(), await stage.open()]
    const ann = stage.product().as({ sub: one.id('ann'), role: 'customer' })
    for (const { eventId } of [one, two]) {
      const contact = { email: one.email('ann'), channels: ['email'] }
      await ann.post('/api/waitlist/join', { eventId, ticketTypes: ['A'], quantity: 1, contact })
    }
    const first = await ann.delete<Left>('/api/waitlist/leave/me', key('7'))
    const again = await ann.delete<Left>('/api/waitlist/leave/me', key('7'))
    expect([first.status, again.status]).toEqual([200, 200])
    const ids = (left: Left) => left.left.map((entry) => entry.entryId).sort()
    expect(ids(first.body)).toHaveLength(2)
    expect(ids(again.body)).toEqual(ids(first.body))
  })
})

describe('a release', () => {
  test('must have a key', async () => {
    const sale = await stage.open()
    expectInvalid(await sale.tryRelease({ quantity: 1 }, {}), '/headers/idempotency-key')
  })

  test('repeated with its key is one release', async () => {
    const sale = await stage.open({ settings: { keepPool: true } })
    await sale.join('ann')
    const first = await sale.tryRelease({ quantity: 3 }, key('8'))
    await sale.join('bob')
    await sale.offer('bob')
    const again = await sale.tryRelease({ quantity: 3 }, key('8'))
    expect([first.status, again.status]).toEqual([202, 202])
    const summary = ({ offers, ...rest }: Released) => ({ ...rest, offers: offers.map((offer) => offer.offerId) })
    expect(summary(again.body)).toEqual(summary(first.body))
    expect((await sale.balance()).released).toBe(3)
  })

  test('cannot use a key for another number of tickets', async () => {
    const sale = await stage.open({ settings: { keepPool: true } })
    await sale.tryRelease({ quantity: 3 }, key('9'))
    expectProblem(await sale.tryRelease({ quantity: 2 }, key('9')), 422, 'WL_ERR_KEY_REUSED')
    expect((await sale.balance()).released).toBe(3)
  })

  test('sent five times at once is one release', async () => {
    const sale = await stage.open({ settings: { keepPool: true } })
    const answers = await Promise.all(Array.from({ length: 5 }, () => sale.tryRelease({ quantity: 2 }, key('10'))))
    expect(new Set(answers.map((answer) => `${answer.status} ${answer.body.releaseId}`)).size).toBe(1)
    expect((await sale.balance()).released).toBe(2)
  })
})

describe('the holder of an offer', () => {
  test('claims with a key and gets the first answer again', async () => {
    const sale = await stage.open()
    await sale.join('ann')
    await sale.refund()
    const { offerId } = await sale.offer('ann')
    const claim = () => sale.as('ann').post(`/api/waitlist/claim/${offerId}`, {}, key('11'))
    const [first, again] = [await claim(), await claim()]
    expect([first.status, again.status]).toEqual([200, 200])
    expect(again.body).toEqual(first.body)
    expect(countOf(await sale.feed(), 'OfferClaimed')).toBe(1)
  })

  test('declines with a key and gets the first answer again', async () => {
    const sale = await stage.open()
    await sale.join('ann')
    await sale.refund()
    const { offerId } = await sale.offer('ann')
    const decline = () => sale.as('ann').post(`/api/waitlist/decline/${offerId}`, {}, key('12'))
    const [first, again] = [await decline(), await decline()]
    expect([first.status, again.status]).toEqual([200, 200])
    expect(again.body).toEqual(first.body)
    const other = await sale.as('ann').post(`/api/waitlist/decline/${offerId}`, {}, key('13'))
    expectProblem(other, 409, 'WL_ERR_OFFER_GONE')
  })
})
