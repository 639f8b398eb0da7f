import { describe, expect, test } from '@jest/globals'
import { ofType } from './harness/feed.ts'
import { readOutbox } from './harness/outbox.ts'
import { eventually } from './harness/poll.ts'
import { expectProblem } from './harness/problem.ts'
import { countOf, type Sale } from './harness/sale.ts'
import { createStage } from './harness/stage.ts'

const stage = createStage()

/** An event with one claimed offer (ann), one open offer (bob), and two who wait (cem, dee). */
const busy = async (): Promise<Sale> => {
  const sale = await stage.open()
  await sale.join('ann', 'bob', 'cem', 'dee')
  await sale.refund(2)
  await sale.claim('ann', await sale.offer('ann'))
  await sale.offer('bob')
  await sale.until('ann', 'claimed')
  await sale.until('bob', 'offered')
  return sale
}

describe('a list that its organizer closes', () => {
  test('revokes open offers, tells their holders, and lets claimed ones finish', async () => {
    const sale = await busy()
    await sale.configure({ status: 'closed' })
    const revoked = await sale.event('OfferRevoked')
    expect(revoked.data).toEqual(expect.objectContaining({ customerId: sale.id('bob'), reason: 'closed' }))
    await sale.messages('bob', 'revoked')
    await eventually(async () => expect((await sale.balance()).returned).toBe(1))
    const returned = await sale.event('TicketsReturnedToPublic')
    expect(returned.data.reason).toBe('closed')
    await sale.purchase(await sale.offer('ann'))
    await sale.until('ann', 'purchased')
    expect(countOf(await sale.feed(), 'OfferRevoked')).toBe(1)
  })

  test('takes what comes free in and gives it back at once, and releases nothing', async () => {
    const sale = await busy()
    await sale.configure({ status: 'closed' })
    await sale.refund(3)
    await eventually(async () => {
      expect(await sale.balance()).toEqual(expect.objectContaining({ released: 5, returned: 4, free: 0 }))
    })
    expectProblem(await sale.tryRelease({ quantity: 1 }), 409, 'WL_ERR_CLOSED')
    expect(await sale.offered()).toEqual(['ann', 'bob'])
  })

  test('gives scheduled batches back', async () => {
    const sale = await stage.open()
    await sale.join('ann', 'bob', 'cem')
    await sale.release({ quantity: 3, batchSize: 1, batchInterval: '1 hour' })
    await sale.configure({ status: 'closed' })
    await eventually(async () => {
      expect(await sale.balance()).toEqual(expect.objectContaining({ scheduled: 0, returned: 3, open: 0 }))
    })
  })

  test('and opens again has everybody at the old place', async () => {
    const sale = await busy()
    await sale.configure({ status: 'closed' })
    await sale.until('bob', 'waiting')
    await sale.configure({ status: 'open' })
    await sale.join('eve')
    expect(await sale.places('bob', 'cem', 'dee', 'eve')).toEqual([1, 2, 3, 4])
    await sale.refund()
    await sale.offer('bob', 2)
  })
})

describe('an event that is cancelled', () => {
  test('revokes every offer, ends every entry, and tells everyone once and nothing else', async () => {
    const sale = await busy()
    const names = ['ann', 'bob', 'cem', 'dee']
    await sale.leave('dee')
    await sale.cancel()
    await sale.cancel()
    await sale.event('WaitlistCancelled')
    for (const name of names) await sale.until(name, 'left')
    const told = names.slice(0, 3)
    for (const name of told) await sale.messages(name, 'cancelled')
    await sale.handled()
    const feed = await sale.feed()
    const revoked = ofType(feed, 'OfferRevoked').map(({ data }) => `${data.customerId} ${data.reason}`)
    expect(revoked.sort()).toEqual([`${sale.id('ann')} cancelled`, `${sale.id('bob')} cancelled`])
    expect(countOf(feed, 'WaitlistCancelled')).toBe(1)
    const sent = await readOutbox(stage.product().dataDir)
    for (const name of told) {
      const own = sent.filter((message) => message.to === sale.email(name)).map((message) => message.template)
      expect(own.filter((template) => template === 'cancelled')).toHaveLength(1)
      expect(own).not.toContain('revoked')
    }
    const dee = sent.filter((message) => message.to === sale.email('dee') && message.template === 'cancelled')
    expect(dee).toEqual([])
    expectProblem(await sale.tryJoin('eve'), 409, 'WL_ERR_CANCELLED')
    expectProblem(await sale.claim('bob', await sale.offer('bob')), 409, 'WL_ERR_OFFER_GONE')
  })

  test('gives all tickets back, those that come later too', async () => {
    const sale = await busy()
    await sale.cancel()
    await sale.event('WaitlistCancelled')
    await sale.refund(2)
    await eventually(async () => {
      expect(await sale.balance()).toEqual(expect.objectContaining({ released: 4, returned: 4, free: 0 }))
    })
    const reasons = ofType(await sale.feed(), 'TicketsReturnedToPublic').map((event) => event.data.reason)
    expect(new Set(reasons)).toEqual(new Set(['cancelled']))
    expect((await sale.tryRelease({ quantity: 1 })).status).toBe(409)
  })

  test('keeps a purchase that is reported afterwards', async () => {
    const sale = await busy()
    await sale.cancel()
    await sale.until('ann', 'left')
    await sale.purchase(await sale.offer('ann'))
    await sale.until('ann', 'purchased')
    await sale.event('PurchaseCameLate')
  })
})
