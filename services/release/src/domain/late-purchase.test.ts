import { describe, expect, test } from '@jest/globals'
import * as told from '@waitlist/line/example-events'
import { HOUR, inLine, joined, offerOf, START } from '@waitlist/line/example-events'
import {
  abandon,
  act,
  balanceOf,
  claim,
  decline,
  offersIn,
  purchase,
  refund,
  type Spec,
  sale,
} from './example-commands.ts'

/** Ann's offer of so many tickets has lapsed; those behind her have them. */
const lapsed = (quantity: number, ...behind: ReturnType<typeof joined>[]) => {
  const spec = sale({}, joined('ann', 1, { quantity }), ...behind).at(START)
  spec.when(act('first', quantity))
  spec.at(START + 24 * HOUR).whenDue()
  return spec
}
const came = { type: 'PurchaseCameLate' } as const
const two = { quantity: 2 }

describe('a purchase that is reported after the offer ended', () => {
  test.each<[string, (spec: Spec) => void]>([
    ['expired', (spec) => spec.at(START + 24 * HOUR).whenDue()],
    ['declined', (spec) => spec.when(decline('ann'))],
    [
      'given up',
      (spec) => {
        spec.when(claim('ann'))
        spec.when(abandon('ann'))
      },
    ],
    ['taken back by closing', (spec) => spec.following(told.closed()).whenDue()],
    ['taken back by cancelling', (spec) => spec.following(told.cancelled()).whenDue()],
    ['left behind', (spec) => spec.following(told.left('ann')).whenDue()],
  ])('because it was %s is a fact, once', (_, end) => {
    const spec = sale({}, ...inLine(['ann'])).at(START)
    spec.when(act('first', 1))
    end(spec)
    spec.when(purchase('ann', { orderId: 'order-1' })).then({
      ...came,
      data: { offerId: offerOf('ann'), bought: 1, orderId: 'order-1' },
    })
    spec.when(purchase('ann')).thenNothing()
    expect(spec.state.offers.get(offerOf('ann'))?.data.status).not.toBe('fulfilled')
  })

  test('takes the tickets from those that are free', () => {
    const spec = lapsed(2)
    spec.when(purchase('ann', two)).then(came)
    expect(balanceOf(spec)).toEqual({ released: 2, fulfilled: 2 })
  })

  test('of a part takes that part only', () => {
    const spec = lapsed(2)
    spec.when(purchase('ann')).then(came)
    expect(balanceOf(spec)).toEqual({ released: 2, fulfilled: 1, free: 1 })
  })

  test('then takes them from the scheduled ones, and owes the rest', () => {
    const spec = lapsed(3, joined('ben', 2, { quantity: 3 }))
    spec.following(told.paused({ offering: true }))
    spec.when(act('second', 3, { batchSize: 1, batchInterval: '9 hours' }))
    expect(balanceOf(spec)).toEqual({ released: 6, open: 3, free: 1, scheduled: 2 })
    spec.when(purchase('ann', two)).then(came)
    expect(balanceOf(spec)).toEqual({ released: 6, fulfilled: 2, open: 3, scheduled: 1 })
    spec.when(refund('r1', 1, { time: START }))
    spec.when(refund('r2', 1, { ticketType: 'B' }))
    expect(balanceOf(spec)).toEqual({ released: 7, fulfilled: 2, open: 3, scheduled: 1, free: 1 })
  })

  test('by another customer or of more than was offered is refused', () => {
    const spec = lapsed(2)
    spec.when(purchase('ann', { quantity: 3 })).thenRefused('WL_ERR_VALIDATION')
    spec.when(purchase('ann', { customerId: 'ben' })).thenRefused('WL_ERR_VALIDATION')
  })
})

test('who bought late and was back in line loses the place, and an offer made meanwhile', () => {
  const spec = sale({ onExpiry: 'back' }, ...inLine(['ann'])).at(START)
  spec.when(act('first', 1))
  spec.at(START + 24 * HOUR).whenDue()
  spec.following(told.settled('ann', 'offered'), told.settled('ann', 'waiting', { score: 2 }))
  expect(offersIn(spec.whenDue().events)).toEqual([['ann', 'A', 1]])
  spec.when(purchase('ann')).then(came)
  spec.following(told.settled('ann', 'offered', { nth: 2 }), told.settled('ann', 'purchased'))
  spec.whenDue().then({ type: 'OfferRevoked', data: { offerId: offerOf('ann', 2), reason: 'left' } })
  expect(balanceOf(spec)).toEqual({ released: 1, fulfilled: 1 })
})
