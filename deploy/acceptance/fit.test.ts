import { describe, expect, test } from '@jest/globals'
import { eventually } from './harness/poll.ts'
import { expectInvalid } from './harness/problem.ts'
import { createStage } from './harness/stage.ts'

const stage = createStage()

describe('a head that wants more than is free', () => {
  test('is passed over under skip, and the release says why', async () => {
    const sale = await stage.open()
    const ann = await sale.joinWith('ann', { quantity: 4 })
    await sale.join('bob')
    const released = await sale.release({ quantity: 1 })
    expect(released.offers.map((offer) => offer.customerId)).toEqual([sale.id('bob')])
    const passedOver = [{ entryId: ann.entryId, rule: expect.stringMatching(/\S/) }]
    expect(released.passedOver).toEqual(passedOver)
    const advanced = await sale.event('ReleaseAdvanced', (data) => data.releaseId === released.releaseId)
    expect(advanced.data).toEqual(expect.objectContaining({ batch: 1, offered: 1, passedOver }))
    expect(await sale.places('ann')).toEqual([1])
  })

  test('stops the line under strict, and the ticket waits for it', async () => {
    const sale = await stage.open({ settings: { fit: { kind: 'strict' } } })
    await sale.joinWith('ann', { quantity: 4 })
    await sale.join('bob')
    const released = await sale.release({ quantity: 1 })
    expect(released).toEqual(expect.objectContaining({ offers: [], pooled: 1, scheduled: 0 }))
    await sale.release({ quantity: 4 })
    expect((await sale.offer('ann')).quantity).toBe(4)
    await sale.offer('bob')
    expect(await sale.offered()).toEqual(['ann', 'bob'])
    expect(await sale.balance()).toEqual(expect.objectContaining({ released: 5, open: 5, returned: 0 }))
  })

  test('takes less when it said so', async () => {
    const sale = await stage.open()
    await sale.joinWith('ann', { quantity: 4, minQuantity: 1 })
    await sale.join('bob')
    const released = await sale.release({ quantity: 1 })
    expect(released.offers).toEqual([expect.objectContaining({ customerId: sale.id('ann'), quantity: 1 })])
    await sale.release({ quantity: 3 })
    expect(await sale.offered()).toEqual(['ann', 'bob'])
  })

  test('takes what there is down to its least number, not below', async () => {
    const sale = await stage.open()
    await sale.joinWith('ann', { quantity: 5, minQuantity: 3 })
    await sale.release({ quantity: 2 })
    await eventually(async () => expect((await sale.balance()).returned).toBe(2))
    const released = await sale.release({ quantity: 4 })
    expect(released.offers).toEqual([expect.objectContaining({ customerId: sale.id('ann'), quantity: 4 })])
  })

  test('alone in the line gets nothing too small, which goes back to public', async () => {
    const sale = await stage.open()
    await sale.joinWith('ann', { quantity: 4 })
    const released = await sale.release({ quantity: 3 })
    expect(released).toEqual(expect.objectContaining({ offers: [], pooled: 3 }))
    await eventually(async () =>
      expect(await sale.balance()).toEqual(expect.objectContaining({ returned: 3, free: 0 })),
    )
    expect(await sale.offered()).toEqual([])
  })
})

describe('tickets that are held for the head, under accumulate,', () => {
  const fit = (tickets: number, hold: string) => ({ settings: { fit: { kind: 'accumulate', tickets, hold } } })

  test('go to it when there are enough, and until then to nobody', async () => {
    const sale = await stage.open(fit(4, '12 hours'))
    const ann = await sale.joinWith('ann', { quantity: 4 })
    await sale.join('bob')
    const released = await sale.release({ quantity: 3 })
    expect(released).toEqual(expect.objectContaining({ offers: [], pooled: 3 }))
    expect(released.passedOver).toEqual([{ entryId: ann.entryId, rule: 'accumulate' }])
    await sale.handled()
    expect(await sale.balance()).toEqual(expect.objectContaining({ free: 3, returned: 0 }))
    await sale.refund()
    expect((await sale.offer('ann')).quantity).toBe(4)
    expect(await sale.offered()).toEqual(['ann'])
  })

  test('go on to the next who fits when the time is over', async () => {
    const sale = await stage.open(fit(4, '2 seconds'))
    const ann = await sale.joinWith('ann', { quantity: 4 })
    await sale.join('bob')
    await sale.refund()
    const freed = await sale.event('TicketsReleased')
    expect(await sale.offered()).toEqual([])
    const offer = await sale.offer('bob')
    const held = Date.parse(offer.offeredAt) - Date.parse(freed.time)
    expect(held).toBeGreaterThanOrEqual(2000)
    const advanced = await sale.event('ReleaseAdvanced', (data) => data.offered === 1)
    expect(advanced.data.passedOver).toEqual([{ entryId: ann.entryId, rule: 'skip' }])
    expect(await sale.places('ann')).toEqual([1])
  })

  test('are not held for who wants more than that', async () => {
    const sale = await stage.open(fit(3, '12 hours'))
    const ann = await sale.joinWith('ann', { quantity: 4 })
    await sale.join('bob')
    const released = await sale.release({ quantity: 1 })
    expect(released.offers.map((offer) => offer.customerId)).toEqual([sale.id('bob')])
    expect(released.passedOver).toEqual([{ entryId: ann.entryId, rule: 'skip' }])
  })

  test('need both bounds, and hold no more than anybody can want', async () => {
    const sale = await stage.open()
    const path = `/api/waitlist/settings/${sale.eventId}`
    const kind = 'accumulate'
    expectInvalid(await sale.organizer.patch(path, { fit: { kind, hold: '1 hour' } }), '/fit/tickets')
    expectInvalid(await sale.organizer.put(path, { fit: { kind, tickets: 2 } }), '/fit/hold')
    expectInvalid(await sale.organizer.put(path, { fit: { kind, tickets: 2, hold: 'soon' } }), '/fit/hold')
    expectInvalid(await sale.organizer.patch(path, { fit: { kind, tickets: 11, hold: '1 hour' } }), '/fit/tickets')
    const set = await sale.configure({ fit: { kind, tickets: 4, hold: '1 hour' } })
    expect(set.fit).toEqual({ kind, tickets: 4, hold: '1 hour' })
    expectInvalid(await sale.organizer.patch(path, { maxQuantity: 3 }), '/maxQuantity')
    expect((await sale.configure({ fit: { hold: 'PT2H' } })).fit).toEqual({ kind, tickets: 4, hold: 'PT2H' })
    expect((await sale.configure({ fit: { kind: 'skip' } })).fit).toEqual({ kind: 'skip' })
  })
})

test('a line of fifty with mixed wishes: nobody who fits is left out', async () => {
  const sale = await stage.open({ settings: { keepPool: true } })
  const quantities = Array.from({ length: 50 }, (_, n) => 1 + ((n * 7) % 4))
  for (const [n, quantity] of quantities.entries()) await sale.joinWith(`c${n}`, { quantity })
  const released = await sale.release({ quantity: 31 })
  const expected: string[] = []
  let free = 31
  for (const [n, quantity] of quantities.entries()) {
    if (quantity > free) continue
    free -= quantity
    expected.push(sale.id(`c${n}`))
  }
  expect(released.offers.map((offer) => offer.customerId)).toEqual(expected)
  expect(released.pooled).toBe(free)
})
