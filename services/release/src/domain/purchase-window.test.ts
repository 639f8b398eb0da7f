import { describe, expect, test } from '@jest/globals'
import { HOUR, inLine, iso, START } from '@waitlist/line/example-events'
import { due } from './due.ts'
import { abandon, act, balanceOf, claim, purchase, sale } from './example-commands.ts'

const _DAY = 24 * HOUR
const offered = (own: Parameters<typeof sale>[0] = {}, names = ['ann', 'ben'], make = sale) => {
  const spec = make(own, ...inLine(names)).at(START)
  spec.when(act('first', 1))
  return spec
}

describe('a claimed offer', () => {
  const claimed = (own: Parameters<typeof sale>[0] = {}) => {
    const spec = offered(own)
    spec.at(START + HOUR).when(claim('ann'))
    return spec
  }

  test('is not bound to the notification window any more', () => {
    const spec = offered({ notificationWindow: '2 hours', purchaseWindow: '5 hours' })
    spec.at(START + HOUR).when(claim('ann'))
    spec
      .at(START + 3 * HOUR)
      .whenDue()
      .thenNothing()
    expect(due(spec.state, START)).toEqual({ wakeAt: START + 6 * HOUR + 30_000 })
  })

  test('lapses after the purchase window and the grace for the news of a purchase', () => {
    const spec = claimed()
    spec
      .at(START + 3 * HOUR + 29_999)
      .whenDue()
      .thenNothing()
    spec
      .at(START + 3 * HOUR + 30_000)
      .whenDue()
      .then(
        { type: 'OfferExpired', data: { status: 'expired', reason: 'not-purchased', claimedAt: iso(START + HOUR) } },
        { type: 'ReleaseAdvanced' },
        { type: 'OfferMade', data: { customerId: 'ben' } },
      )
    expect(balanceOf(spec)).toEqual({ released: 1, open: 1 })
  })

  test('has the grace that the settings give, none too', () => {
    claimed({ purchaseGrace: '0 s' })
      .at(START + 3 * HOUR)
      .whenDue()
      .then({ type: 'OfferExpired' }, { type: 'ReleaseAdvanced' }, { type: 'OfferMade' })
    claimed({ purchaseGrace: '5 minutes' })
      .at(START + 3 * HOUR + 30_000)
      .whenDue()
      .thenNothing()
  })

  test('is bought in the grace, though the window is over', () => {
    claimed()
      .at(START + 3 * HOUR + 29_999)
      .when(purchase('ann'))
      .then({ type: 'OfferFulfilled' })
  })

  test('that is given up at the checkout lapses at once, and again says nothing', () => {
    const spec = claimed()
    spec
      .when(abandon('ann'))
      .then(
        { type: 'OfferExpired', data: { reason: 'abandoned' } },
        { type: 'ReleaseAdvanced' },
        { type: 'OfferMade', data: { customerId: 'ben' } },
      )
    spec.when(abandon('ann')).thenNothing()
  })
})

test('a purchase that is given up before it was begun is ignored; of an unknown offer it is refused', () => {
  const spec = offered()
  spec.when(abandon('ann')).thenNothing()
  spec.when(claim('ann')).then({ type: 'OfferClaimed' })
  spec.when(abandon('nobody')).thenRefused('WL_ERR_NOT_FOUND')
  const bought = offered()
  bought.when(purchase('ann'))
  bought.when(abandon('ann')).thenNothing()
})
