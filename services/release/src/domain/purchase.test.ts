import { describe, expect, test } from '@jest/globals'
import * as told from '@waitlist/line/example-events'
import { HOUR, inLine, joined, offerOf, START } from '@waitlist/line/example-events'
import { act, balanceOf, claim, decline, offersIn, purchase, refund, sale } from './example-commands.ts'

/** Ann has an offer of two tickets, made at START; ben and cleo wait for one each. */
const offered = () => {
  const spec = sale({}, joined('ann', 1, { quantity: 2 }), joined('ben', 2), joined('cleo', 3)).at(START)
  spec.when(act('first', 2))
  return spec
}
const two = { quantity: 2 }

describe('a purchase', () => {
  test('fulfils the offer, claimed or not', () => {
    const unclaimed = offered()
    unclaimed.when(purchase('ann', { ...two, orderId: 'order-1' })).then({
      type: 'OfferFulfilled',
      data: { offerId: offerOf('ann'), status: 'fulfilled', quantity: 2, bought: 2, orderId: 'order-1' },
    })
    const claimed = offered()
    claimed.when(claim('ann'))
    claimed.when(purchase('ann', two)).then({ type: 'OfferFulfilled', data: { bought: 2 } })
    for (const spec of [unclaimed, claimed]) expect(balanceOf(spec)).toEqual({ released: 2, fulfilled: 2 })
  })

  test('again changes nothing, whatever quantity it names', () => {
    const spec = offered()
    spec.when(purchase('ann', two))
    spec.when(purchase('ann', two)).thenNothing()
    spec.when(purchase('ann')).thenNothing()
    spec.when(purchase('ann', { ...two, orderId: 'another' })).thenNothing()
  })

  test('of a part offers the rest on in the same commit', () => {
    const spec = offered()
    spec
      .when(purchase('ann'))
      .then(
        { type: 'OfferFulfilled', data: { quantity: 2, bought: 1 } },
        { type: 'ReleaseAdvanced' },
        { type: 'OfferMade', data: { customerId: 'ben', quantity: 1 } },
      )
    expect(balanceOf(spec)).toEqual({ released: 2, fulfilled: 1, open: 1 })
  })

  test('of a part of a claimed offer takes all of it from the claimed ones', () => {
    const spec = offered()
    spec.when(claim('ann'))
    spec.when(purchase('ann'))
    expect(balanceOf(spec)).toEqual({ released: 2, fulfilled: 1, open: 1 })
  })

  test('of more, by another customer, or of an unknown offer is refused and changes nothing', () => {
    const spec = offered()
    spec.when(purchase('ann', { quantity: 3 })).thenRefused('WL_ERR_VALIDATION')
    spec.when(purchase('ann', { customerId: 'ben' })).thenRefused('WL_ERR_VALIDATION')
    spec.when(purchase('nobody')).thenRefused('WL_ERR_NOT_FOUND')
    expect(balanceOf(spec)).toEqual({ released: 2, open: 2 })
  })

  test('after the window but before the offer lapsed is in time', () => {
    offered()
      .at(START + 24 * HOUR)
      .when(purchase('ann', two))
      .then({ type: 'OfferFulfilled' })
  })

  test('counts though its buyer is about to lose the offer: by leaving, by closing, by cancelling', () => {
    for (const news of [told.left('ann'), told.closed(), told.cancelled()]) {
      const spec = offered().following(news)
      spec.when(purchase('ann', two)).then({ type: 'OfferFulfilled' })
      spec.whenDue().thenNothing()
      expect(balanceOf(spec)).toEqual({ released: 2, fulfilled: 2 })
    }
  })

  test('and then a refund: the seat goes to the next person, the old offer is dead', () => {
    const spec = offered()
    spec.when(purchase('ann', two))
    expect(offersIn(spec.when(refund('r1', 2)).events).map(([name]) => name)).toEqual(['ben', 'cleo'])
    spec.when(claim('ann')).thenRefused('WL_ERR_OFFER_GONE')
    spec.when(decline('ann')).thenRefused('WL_ERR_OFFER_GONE')
    expect(balanceOf(spec)).toEqual({ released: 4, fulfilled: 2, open: 2 })
  })
})

test('the buyer is out of the line until join says so, and after', () => {
  const spec = sale({}, ...inLine(['ann'])).at(START)
  spec.when(act('first', 1))
  spec.when(purchase('ann'))
  expect(offersIn(spec.when(act('second', 1)).events)).toEqual([])
  spec.following(told.settled('ann', 'offered'), told.settled('ann', 'purchased'))
  expect(offersIn(spec.whenDue().events)).toEqual([])
})
