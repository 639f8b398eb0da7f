import { expect, test } from '@jest/globals'
import type { FeedEvent } from './harness/feed.ts'
import { follow } from './harness/follow.ts'
import { startProduct } from './harness/product.ts'
import { openSale } from './harness/sale.ts'

test('who follows the feed gets what was and what comes, once and in order, until the product stops', async () => {
  await using product = await startProduct()
  const sale = await openSale(product)
  await sale.join('ann')
  const followed: FeedEvent[] = []
  const following = (async () => {
    for await (const event of follow(product, { eventId: sale.eventId })) {
      followed.push(event)
      if (event.type === 'WaitlistJoined' && event.data.customerId === sale.id('ann')) await sale.join('bob')
      if (event.type === 'WaitlistJoined' && event.data.customerId === sale.id('bob')) await sale.refund()
      if (event.type === 'OfferMade') return
    }
  })()
  await following
  const feed = await sale.feed()
  expect(followed).toEqual(feed.slice(0, followed.length))
  expect(followed.at(-1)?.type).toBe('OfferMade')

  const after = feed.at(-1)?.feedcursor as string
  const rest: FeedEvent[] = []
  const ending = (async () => {
    for await (const event of follow(product, { eventId: sale.eventId, after })) {
      rest.push(event)
      if (event.type === 'WaitlistLeft') expect(await product.stop()).toEqual({ code: 0, signal: null })
    }
  })()
  await sale.leave('bob')
  await ending
  expect(rest.some((event) => event.type === 'WaitlistLeft')).toBe(true)
  expect(rest.filter((event) => feed.some((earlier) => earlier.id === event.id))).toEqual([])
})
