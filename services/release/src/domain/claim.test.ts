import { describe, expect, test } from '@jest/globals'
import * as told from '@waitlist/line/example-events'
import { configured, HOUR, inLine, iso, offerOf, opened, START, scheduled } from '@waitlist/line/example-events'
import { abandon, act, balanceOf, claim, decline, purchase, release, sale, scheduledSale } from './example-commands.ts'

/** Ann has an offer that was made at START and is good for a day; ben waits. */
const offered = (own: Parameters<typeof sale>[0] = {}, make = sale) => {
  const spec = make(own, ...inLine(['ann', 'ben'])).at(START)
  spec.when(act('first', 1))
  return spec
}

describe('a claim', () => {
  test('in time starts the purchase window', () => {
    const spec = offered({ checkoutUrl: 'https://shop.example/cart' }).at(START + HOUR)
    const claimed = { claimedAt: iso(START + HOUR), purchaseBy: iso(START + 3 * HOUR) }
    spec
      .when(claim('ann'))
      .then({ type: 'OfferClaimed', data: { offerId: offerOf('ann'), status: 'claimed', ...claimed } })
      .thenReceipt({
        offer: { offerId: offerOf('ann'), status: 'claimed', quantity: 1 },
        purchaseBy: iso(START + 3 * HOUR),
        checkoutUrl: 'https://shop.example/cart',
      })
    expect(balanceOf(spec)).toEqual({ released: 1, claimed: 1 })
  })

  test('is good while now is before the deadline, and not at it', () => {
    offered()
      .at(START + 24 * HOUR - 1)
      .when(claim('ann'))
      .then({ type: 'OfferClaimed' })
    offered()
      .at(START + 24 * HOUR)
      .when(claim('ann'))
      .thenRefused('WL_ERR_OFFER_GONE')
  })

  test('again has the same answer as long as the offer is claimed, also past the purchase window', () => {
    const spec = offered()
    const first = { offer: { status: 'claimed', claimedAt: iso(START) }, purchaseBy: iso(START + 2 * HOUR) }
    spec.when(claim('ann')).thenReceipt(first)
    spec
      .at(START + HOUR)
      .when(claim('ann'))
      .thenNothing()
    spec.when(claim('ann')).thenReceipt(first)
    spec
      .at(START + 2 * HOUR + 29_999)
      .when(claim('ann'))
      .thenReceipt(first)
    spec.at(START + 2 * HOUR + 30_000).whenDue()
    spec.when(claim('ann')).thenRefused('WL_ERR_OFFER_GONE')
  })

  test('has until the end of sale to buy, when that is sooner', () => {
    const spec = offered({ notificationWindow: '8 hours' }, scheduledSale)
    spec
      .at(START + 7.5 * HOUR)
      .when(claim('ann'))
      .then({ type: 'OfferClaimed', data: { purchaseBy: iso(START + 9 * HOUR) } })
  })

  test('of an offer that ended is too late, however it ended', () => {
    for (const end of [decline('ann'), purchase('ann')]) {
      const spec = offered()
      spec.when(end)
      spec.when(claim('ann')).thenRefused('WL_ERR_OFFER_GONE')
    }
    const abandoned = offered()
    abandoned.when(claim('ann'))
    abandoned.when(abandon('ann')).then({ type: 'OfferExpired' }, { type: 'ReleaseAdvanced' }, { type: 'OfferMade' })
    abandoned.when(claim('ann')).thenRefused('WL_ERR_OFFER_GONE')
  })

  test('of an offer that nobody made is for nobody', () => {
    offered().when(claim('ben')).thenRefused('WL_ERR_NOT_FOUND')
    release().when(claim('ann')).thenRefused('WL_ERR_NOT_FOUND')
  })

  test('is good while the list is paused', () => {
    offered()
      .following(told.paused({ joining: true, offering: true }))
      .when(claim('ann'))
      .then({ type: 'OfferClaimed' })
  })

  test('is refused as soon as the waitlist has taken the offer back, before that is settled', () => {
    offered().following(told.closed()).when(claim('ann')).thenRefused('WL_ERR_OFFER_GONE')
    offered().following(told.cancelled()).when(claim('ann')).thenRefused('WL_ERR_OFFER_GONE')
    offered().following(told.left('ann')).when(claim('ann')).thenRefused('WL_ERR_OFFER_GONE')
    offered().following(told.left('ben')).when(claim('ann')).then({ type: 'OfferClaimed' })
  })

  test('that was made before the list closed may finish', () => {
    const spec = offered()
    spec.when(claim('ann'))
    spec.following(told.closed()).whenDue().thenNothing()
    spec.when(claim('ann')).thenReceipt({ offer: { status: 'claimed' } })
    spec.when(purchase('ann')).then({ type: 'OfferFulfilled' })
  })
})

describe('changed settings', () => {
  test('leave open offers their deadlines, and count for the purchase window of a claim to come', () => {
    const spec = offered()
    spec.following(configured({ notificationWindow: '1 hour', purchaseWindow: '10 minutes' }))
    spec
      .at(START + 2 * HOUR)
      .whenDue()
      .thenNothing()
    spec.when(claim('ann')).then({
      type: 'OfferClaimed',
      data: { expiresAt: iso(START + 24 * HOUR), purchaseBy: iso(START + 130 * 60_000) },
    })
    spec.following(configured({ purchaseWindow: '5 hours' }))
    spec
      .at(START + 130 * 60_000 + 30_000)
      .whenDue()
      .then({ type: 'OfferExpired' }, { type: 'ReleaseAdvanced' }, { type: 'OfferMade' })
  })

  test('and a schedule that comes after count for the next offer', () => {
    const spec = offered().following(configured({}, { schedule: scheduled() }), opened())
    spec
      .at(START + HOUR)
      .when(decline('ann'))
      .then(
        { type: 'OfferDeclined', data: { expiresAt: iso(START + 24 * HOUR) } },
        { type: 'ReleaseAdvanced' },
        { type: 'OfferMade', data: { expiresAt: iso(START + 9 * HOUR) } },
      )
  })
})
