import { expect, test } from '@jest/globals'
import { audit } from './harness/audit.ts'
import { ofType } from './harness/feed.ts'
import { eventually } from './harness/poll.ts'
import { startProduct } from './harness/product.ts'
import { openSale } from './harness/sale.ts'

test('a release in five batches goes on after a kill, and nobody is offered tickets twice', async () => {
  await using product = await startProduct()
  const sale = await openSale(product)
  const names = Array.from({ length: 200 }, (_, n) => `c${n}`)
  await sale.join(...names)
  const released = await sale.release({ quantity: 100, batchSize: 20, batchInterval: '2 seconds' })
  expect(released).toEqual(expect.objectContaining({ quantity: 100, scheduled: 80, pooled: 0 }))
  expect(released.offers.map((offer) => offer.customerId)).toEqual(names.slice(0, 20).map(sale.id))
  const batches = async () =>
    ofType(await sale.feed(), 'ReleaseAdvanced').filter((event) => event.data.releaseId === released.releaseId)

  await eventually(async () => expect(await batches()).toHaveLength(2))
  await product.kill()
  await product.start()
  await eventually(async () => expect(await batches()).toHaveLength(5))

  const done = await batches()
  expect(done.map(({ data }) => [data.batch, data.offered, data.scheduled])).toEqual([
    [1, 20, 80],
    [2, 20, 60],
    [3, 20, 40],
    [4, 20, 20],
    [5, 20, 0],
  ])
  for (const [place, batch] of done.slice(1).entries()) {
    expect(Date.parse(batch.time)).toBeGreaterThanOrEqual(Date.parse(done[place]?.data.nextBatchAt ?? ''))
  }
  expect(await sale.offered()).toEqual(names.slice(0, 100))
  for (const name of names.slice(0, 100)) await sale.messages(name, 'offer')
  await audit(sale)
})
