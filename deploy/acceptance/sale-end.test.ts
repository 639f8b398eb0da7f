import { describe, expect, test } from '@jest/globals'
import { ofType } from './harness/feed.ts'
import { moment } from './harness/inbound.ts'
import { paced } from './harness/mode.ts'
import { eventually } from './harness/poll.ts'
import { expectProblem } from './harness/problem.ts'
import type { Opening } from './harness/sale.ts'
import { createStage } from './harness/stage.ts'

const stage = createStage()
const SECOND = 1000
const DAY = 86_400 * SECOND

/** An event whose sale ends after so many ms, and which starts after so many. */
const ending = (saleMs: number, startMs: number, settings: object = {}): Opening => ({
  settings,
  schedule: { salesEndAt: moment(Date.now() + paced(saleMs)), startsAt: moment(Date.now() + paced(startMs)) },
})

describe('when the sale ends', () => {
  test('free tickets return, what comes free later returns at once, and nobody is offered any', async () => {
    const sale = await stage.open(ending(3 * SECOND, DAY, { autoRelease: false }))
    await sale.join('ann', 'bob')
    await sale.refund(2)
    const returned = await sale.event('TicketsReturnedToPublic')
    expect(returned.data).toEqual(expect.objectContaining({ ticketType: 'A', quantity: 2, reason: 'sale-ended' }))
    await sale.configure({ autoRelease: true })
    await sale.refund(1, { refundId: 'late' })
    await eventually(async () => {
      expect(await sale.balance()).toEqual(expect.objectContaining({ released: 3, returned: 3 }))
    })
    expect(await sale.offered()).toEqual([])
    expect((await sale.tryRelease({ quantity: 1 })).status).toBe(409)
  })

  test('scheduled batches return, and open offers end with it', async () => {
    const sale = await stage.open(ending(3 * SECOND, DAY))
    await sale.join('ann', 'bob', 'cem')
    const end = ofType(await sale.feed(), 'WaitlistConfigured').at(-1)?.data.schedule?.salesEndAt
    await sale.release({ quantity: 3, batchSize: 1, batchInterval: '1 hour' })
    const offer = await sale.offer('ann')
    expect(offer.expiresAt).toBe(end)
    await sale.event('OfferExpired', (expired) => expired.offerId === offer.offerId)
    await eventually(async () => expect((await sale.balance()).returned).toBe(3))
    expect(await sale.offered()).toEqual(['ann'])
  })

  test('a claimed offer must be bought by then', async () => {
    const sale = await stage.open(ending(4 * SECOND, DAY, { purchaseGrace: '1 second' }))
    await sale.join('ann')
    await sale.refund()
    const offer = await sale.offer('ann')
    const claimed = await sale.claim('ann', offer)
    expect(claimed.body.purchaseBy).toBe(offer.expiresAt)
    const expired = await sale.event('OfferExpired')
    expect(expired.data.reason).toBe('not-purchased')
    await eventually(async () => expect((await sale.balance()).returned).toBe(1))
  })
})

describe('when the event starts', () => {
  test('the list closes and whoever waits lapses', async () => {
    const sale = await stage.open({ schedule: { startsAt: moment(Date.now() + paced(3 * SECOND)) } })
    await sale.join('ann', 'bob', 'cem')
    await sale.refund()
    const offer = await sale.offer('ann')
    expect(Date.parse(offer.expiresAt)).toBeLessThanOrEqual(Date.now() + paced(3 * SECOND))
    const closed = await sale.event('WaitlistClosed')
    expect(closed.data.reason).toBe('started')
    for (const name of ['ann', 'bob', 'cem']) await sale.until(name, 'lapsed')
    expectProblem(await sale.tryJoin('dee'), 409, 'WL_ERR_CLOSED')
    expect(await sale.offered()).toEqual(['ann'])
    await eventually(async () => expect((await sale.balance()).returned).toBe(1))
  })

  test('a postponed event opens again', async () => {
    const sale = await stage.open({ schedule: { startsAt: moment(Date.now() + paced(2 * SECOND)) } })
    await sale.join('ann')
    await sale.until('ann', 'lapsed')
    await sale.schedule({ startsAt: moment(Date.now() + DAY) })
    await eventually(async () => expect((await sale.tryJoin('bob')).status).toBe(201))
    await sale.refund()
    await sale.offer('bob')
  })
})
