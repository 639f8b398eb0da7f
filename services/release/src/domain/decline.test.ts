import { describe, expect, test } from '@jest/globals'
import * as told from '@waitlist/line/example-events'
import { HOUR, inLine, offerOf, START } from '@waitlist/line/example-events'
import { act, balanceOf, claim, decline, sale } from './example-commands.ts'

/** Ann has an offer that was made at START and is good for a day; ben waits. */
const offered = (own: Parameters<typeof sale>[0] = {}, make = sale) => {
  const spec = make(own, ...inLine(['ann', 'ben'])).at(START)
  spec.when(act('first', 1))
  return spec
}

describe('to decline', () => {
  test('gives the tickets to the next in the same commit', () => {
    const spec = offered()
    spec
      .when(decline('ann'))
      .then(
        { type: 'OfferDeclined', data: { offerId: offerOf('ann'), status: 'declined' } },
        { type: 'ReleaseAdvanced', data: { offered: 1 } },
        { type: 'OfferMade', data: { customerId: 'ben' } },
      )
      .thenReceipt({ offer: { offerId: offerOf('ann'), status: 'declined' } })
    expect(balanceOf(spec)).toEqual({ released: 1, open: 1 })
  })

  test('keeps the release that the tickets came with', () => {
    const spec = offered()
    const { events } = spec.when(decline('ann'))
    const releases = events.map(({ data }) => (data as { releaseId: string }).releaseId)
    expect(new Set(releases)).toEqual(new Set([act('first', 1).releaseId]))
  })

  test('is possible after claiming, until the purchase is given up', () => {
    const spec = offered()
    spec.when(claim('ann'))
    spec
      .at(START + 2 * HOUR + 29_999)
      .when(decline('ann'))
      .then({ type: 'OfferDeclined' }, { type: 'ReleaseAdvanced' }, { type: 'OfferMade' })
  })

  test('again is too late, and so it is when the offer ended, has run out or was taken back', () => {
    const spec = offered()
    spec.when(decline('ann'))
    spec.when(decline('ann')).thenRefused('WL_ERR_OFFER_GONE')
    offered()
      .at(START + 24 * HOUR)
      .when(decline('ann'))
      .thenRefused('WL_ERR_OFFER_GONE')
    offered().following(told.closed()).when(decline('ann')).thenRefused('WL_ERR_OFFER_GONE')
    offered().following(told.left('ann')).when(decline('ann')).thenRefused('WL_ERR_OFFER_GONE')
    offered().when(decline('nobody')).thenRefused('WL_ERR_NOT_FOUND')
  })

  test('does not bring the offer back to who declined', () => {
    const spec = sale({}, ...inLine(['ann'])).at(START)
    spec.when(act('first', 1))
    spec.when(decline('ann')).then({ type: 'OfferDeclined' })
    spec
      .following(told.settled('ann', 'offered'), told.settled('ann', 'left'))
      .whenDue()
      .then({ type: 'TicketsUnwanted' })
  })
})
