import { describe, expect, test } from '@jest/globals'
import * as told from '@waitlist/line/example-events'
import { configured, HOUR, inLine, iso, offerOf, START } from '@waitlist/line/example-events'
import { due } from './due.ts'
import { act, balanceOf, offersIn, purchase, sale, scheduledSale } from './example-commands.ts'

const DAY = 24 * HOUR
const offered = (own: Parameters<typeof sale>[0] = {}, names = ['ann', 'ben'], make = sale) => {
  const spec = make(own, ...inLine(names)).at(START)
  spec.when(act('first', 1))
  return spec
}

describe('an open offer', () => {
  test('lapses at its deadline, once, and goes to the next in the same commit', () => {
    const spec = offered()
    spec
      .at(START + DAY - 1)
      .whenDue()
      .thenNothing()
    spec
      .at(START + DAY)
      .when({ type: 'Expire', offerIds: [offerOf('ann')] })
      .then(
        { type: 'OfferExpired', data: { offerId: offerOf('ann'), status: 'expired', reason: 'unclaimed' } },
        { type: 'ReleaseAdvanced' },
        { type: 'OfferMade', data: { customerId: 'ben', expiresAt: iso(START + 2 * DAY) } },
      )
    spec.whenDue().thenNothing()
    expect(balanceOf(spec)).toEqual({ released: 1, open: 1 })
  })

  test('lapses at the end of sale when that is sooner', () => {
    const spec = offered({}, ['ann', 'ben'], scheduledSale)
    expect(spec.state.offers.get(offerOf('ann'))?.data.expiresAt).toBe(iso(START + 9 * HOUR))
    spec
      .at(START + 9 * HOUR)
      .whenDue()
      .then({ type: 'OfferExpired' }, { type: 'TicketsReturnedToPublic' })
  })

  test('is the moment to wake at', () => {
    expect(due(offered().state, START)).toEqual({ wakeAt: START + DAY })
    expect(due(offered({ notificationWindow: '90 minutes' }).state, START)).toEqual({ wakeAt: START + 1.5 * HOUR })
  })

  test('is not lapsed by news that comes too late: its outcome is one', () => {
    const spec = offered()
    spec.when(purchase('ann')).then({ type: 'OfferFulfilled' })
    spec
      .at(START + DAY)
      .whenDue()
      .thenNothing()
    spec.when({ type: 'Expire', offerIds: [offerOf('ann')] }).thenNothing()
  })
})

describe('who comes back after the offer expired', () => {
  test('is out of the line until join has settled it: the next one is served first', () => {
    const spec = offered({ onExpiry: 'back' })
    spec.following(told.settled('ann', 'offered'))
    spec.at(START + DAY)
    expect(offersIn(spec.whenDue().events)).toEqual([['ben', 'A', 1]])
  })

  test('alone in the line gets the tickets again only after that, as another offer', () => {
    const spec = offered({ onExpiry: 'back' }, ['ann'])
    spec.following(told.settled('ann', 'offered'))
    spec
      .at(START + DAY)
      .whenDue()
      .then({ type: 'OfferExpired' }, { type: 'TicketsUnwanted' })
    spec.following(told.settled('ann', 'waiting', { score: 2 }))
    spec.whenDue().then({ type: 'ReleaseAdvanced' }, { type: 'OfferMade', data: { offerId: offerOf('ann', 2) } })
  })
})

test('a thousand offers that lapse at once are all told of, and all go on, in pieces that fit a commit', () => {
  const names = Array.from({ length: 2000 }, (_, index) => `p${index}`)
  const spec = sale({}, ...inLine(names)).at(START)
  spec.when(act('first', 1000))
  spec.whenDue()
  expect(balanceOf(spec)).toEqual({ released: 1000, open: 1000 })
  const { events } = spec.at(START + DAY).whenDue()
  expect(events.filter((event) => event.type === 'OfferExpired')).toHaveLength(1000)
  expect(offersIn(events).map(([name]) => name)).toEqual(names.slice(1000))
  spec.following(configured()).whenDue().thenNothing()
})
