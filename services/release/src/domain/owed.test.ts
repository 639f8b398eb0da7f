import { describe, expect, test } from '@jest/globals'
import * as told from '@waitlist/line/example-events'
import { HOUR, joined, START } from '@waitlist/line/example-events'
import { act, balanceOf, decline, offersIn, purchase, refund, sale } from './example-commands.ts'

/** Ann's offer of so many tickets has lapsed; those behind her have them. */
const lapsed = (quantity: number, ...behind: ReturnType<typeof joined>[]) => {
  const spec = sale({}, joined('ann', 1, { quantity }), ...behind).at(START)
  spec.when(act('first', quantity))
  spec.at(START + 24 * HOUR).whenDue()
  return spec
}
const came = { type: 'PurchaseCameLate' } as const
const two = { quantity: 2 }

describe('tickets that are owed', () => {
  /** Ann bought two late while ben and cleo hold them; dan waits. */
  const owing = () => {
    const spec = lapsed(2, joined('ben', 2), joined('cleo', 3))
    spec.following(joined('dan', 4)).when(purchase('ann', two)).then(came)
    expect(balanceOf(spec)).toEqual({ released: 2, owed: 2, open: 2, fulfilled: 2 })
    return spec
  }

  test('are paid first from a refund; what is left is offered', () => {
    const spec = owing()
    spec.when(refund('r1', 1)).then({ type: 'TicketsReleased' })
    expect(balanceOf(spec)).toEqual({ released: 3, owed: 1, open: 2, fulfilled: 2 })
    expect(offersIn(spec.when(refund('r2', 2)).events)).toEqual([['dan', 'A', 1]])
    expect(balanceOf(spec)).toEqual({ released: 5, open: 3, fulfilled: 2 })
  })

  test('are paid first from a release, before its batches', () => {
    const spec = owing()
    spec
      .when(act('second', 3, { batchSize: 2, batchInterval: '1 hour' }))
      .then(
        { type: 'TicketsReleased' },
        { type: 'ReleaseAdvanced', data: { freed: 1, scheduled: 0 } },
        { type: 'OfferMade' },
      )
    expect(balanceOf(spec)).toEqual({ released: 5, open: 3, fulfilled: 2 })
  })

  test('may swallow a release whole', () => {
    const spec = owing()
    spec
      .when(act('second', 1))
      .then({ type: 'TicketsReleased' }, { type: 'ReleaseAdvanced', data: { freed: 0, offered: 0, scheduled: 0 } })
    expect(balanceOf(spec)).toEqual({ released: 3, owed: 1, open: 2, fulfilled: 2 })
  })

  test('are paid from offers that are declined, expired or taken back, and nobody is offered those', () => {
    const declined = owing()
    declined.when(decline('ben')).then({ type: 'OfferDeclined' })
    expect(balanceOf(declined)).toEqual({ released: 2, owed: 1, open: 1, fulfilled: 2 })
    const expired = owing()
    expired
      .at(START + 48 * HOUR)
      .whenDue()
      .then({ type: 'OfferExpired' }, { type: 'OfferExpired' })
    expect(balanceOf(expired)).toEqual({ released: 2, fulfilled: 2 })
    const gone = owing()
    gone.following(told.left('cleo')).whenDue().then({ type: 'OfferRevoked' })
    expect(balanceOf(gone)).toEqual({ released: 2, owed: 1, open: 1, fulfilled: 2 })
  })

  test('are paid from the part of an offer that was not bought', () => {
    const spec = lapsed(2, joined('ben', 2, { quantity: 2 }))
    spec.when(purchase('ann'))
    spec.when(purchase('ben')).then({ type: 'OfferFulfilled' })
    expect(balanceOf(spec)).toEqual({ released: 2, fulfilled: 2 })
  })

  test('are paid also when the list is over; only the rest goes back', () => {
    const spec = owing().following(told.closed('started'))
    spec.when(refund('r1', 5))
    spec.whenDue().then({ type: 'TicketsReturnedToPublic', data: { quantity: 3, reason: 'sale-ended' } })
    expect(balanceOf(spec)).toEqual({ released: 7, returned: 3, open: 2, fulfilled: 2 })
  })
})
