import { describe, expect, test } from '@jest/globals'
import { eventually } from './harness/poll.ts'
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
