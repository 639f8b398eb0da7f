import { describe, expect, test } from '@jest/globals'
import * as told from '@waitlist/line/example-events'
import { configured, HOUR, inLine, iso, offerOf, opened, START, scheduled } from '@waitlist/line/example-events'
import { act, balanceOf, claim, offersIn, purchase, refund, release, sale, scheduledSale } from './example-commands.ts'

/** Ann has an open offer, ben a claimed one, cleo waits; two tickets are scheduled. */
const busy = () => {
  const spec = scheduledSale({}, ...inLine(['ann', 'ben', 'cleo'])).at(START)
  spec.when(act('first', 4, { batchSize: 2, batchInterval: '1 hour' }))
  spec.when(claim('ben'))
  return spec
}
const revokes = (name: string, reason: string) =>
  ({ type: 'OfferRevoked', data: { offerId: offerOf(name), status: 'revoked', reason } }) as const
const returns = (quantity: number, reason: string) =>
  ({ type: 'TicketsReturnedToPublic', data: { quantity, reason } }) as const

describe('a list that an organizer closed', () => {
  test('takes the open offers back, lets the claimed ones finish, and gives everything free and scheduled back', () => {
    const spec = busy().following(told.closed())
    spec.whenDue().then(revokes('ann', 'closed'), returns(3, 'closed'))
    spec.whenDue().thenNothing()
    spec.when(purchase('ben')).then({ type: 'OfferFulfilled' })
    expect(balanceOf(spec)).toEqual({ released: 4, fulfilled: 1, returned: 3 })
  })

  test('gives back at once what a claimed offer leaves', () => {
    const spec = busy().following(told.closed())
    spec.whenDue()
    spec
      .at(START + 2 * HOUR + 30_000)
      .whenDue()
      .then({ type: 'OfferExpired' }, returns(1, 'closed'))
  })

  test('takes a refund in and gives it back', () => {
    const spec = sale({}, ...inLine(['ann']), told.closed())
    spec.when(refund('r1', 2)).then({ type: 'TicketsReleased' })
    spec.whenDue().then(returns(2, 'closed'))
    expect(balanceOf(spec)).toEqual({ released: 2, returned: 2 })
  })

  test('offers again when it is opened again, to who waits at the old place', () => {
    const spec = busy().following(told.closed())
    spec.whenDue()
    spec.following(told.settled('ann', 'offered'), told.settled('ben', 'offered'), told.settled('ben', 'claimed'))
    spec.following(told.settled('ann', 'waiting'), opened()).whenDue().thenNothing()
    expect(offersIn(spec.when(refund('r1', 2)).events).map(([name]) => name)).toEqual(['ann', 'cleo'])
  })

  test('that was never open gives nothing back, for it has nothing', () => {
    const spec = release().following(configured(), told.closed())
    spec.when(refund('r1')).then({ type: 'TicketsHeld' })
    spec.whenDue().thenNothing()
  })
})

describe('a cancelled event', () => {
  test('takes every live offer back and gives everything back', () => {
    const spec = busy().following(told.cancelled())
    spec.whenDue().then(revokes('ann', 'cancelled'), revokes('ben', 'cancelled'), returns(4, 'cancelled'))
    spec.following(told.ended('cleo', 'left'), told.cancelled()).whenDue().thenNothing()
    expect(balanceOf(spec)).toEqual({ released: 4, returned: 4 })
  })

  test('takes them back for that reason, also from who has left', () => {
    const spec = busy().following(told.left('ann'), told.closed(), told.cancelled())
    spec.whenDue().then(revokes('ann', 'cancelled'), revokes('ben', 'cancelled'), returns(4, 'cancelled'))
  })

  test('leaves what was bought, and takes a purchase that comes late as a fact', () => {
    const spec = busy()
    spec.when(purchase('ben'))
    spec.following(told.cancelled()).whenDue().then(revokes('ann', 'cancelled'), returns(3, 'cancelled'))
    spec.when(purchase('ann')).then({ type: 'PurchaseCameLate' })
    expect(balanceOf(spec)).toEqual({ released: 4, owed: 1, fulfilled: 2, returned: 3 })
  })

  test('gives refunds back for that reason, whatever else is over', () => {
    const spec = scheduledSale({}, told.closed(), told.cancelled()).at(START + 11 * HOUR)
    spec.when(refund('r1'))
    spec.whenDue().then(returns(1, 'cancelled'))
  })

  test('has its offers taken back in pieces that fit a commit', () => {
    const names = Array.from({ length: 450 }, (_, index) => `p${index}`)
    const spec = sale({}, ...inLine(names))
    spec.when(act('first', 450))
    spec.whenDue()
    const { events } = spec.following(told.cancelled()).whenDue()
    expect(events.filter((event) => event.type === 'OfferRevoked')).toHaveLength(450)
    expect(events.at(-1)).toMatchObject(returns(450, 'cancelled'))
    expect(spec.state.liveOffers.size).toBe(0)
  })
})

describe('the end of sale', () => {
  test('gives free and scheduled tickets back and stops offering, while the list is still open', () => {
    const spec = scheduledSale({ keepPool: true }).at(START)
    spec.when(act('first', 2, { batchSize: 1, batchInterval: '8.5 hours' }))
    spec
      .following(...inLine(['ann']))
      .at(START + 9 * HOUR)
      .whenDue()
      .then(returns(2, 'sale-ended'))
    spec.when(refund('r1')).then({ type: 'TicketsReleased' })
    spec.whenDue().then(returns(1, 'sale-ended'))
  })

  test('ends the offers, which were never longer', () => {
    const spec = busy().at(START + 9 * HOUR)
    spec.whenDue().then({ type: 'OfferExpired' }, { type: 'OfferExpired' }, returns(4, 'sale-ended'))
  })

  test('is the start where no end of sale is named', () => {
    const { salesEndAt, ...untilTheStart } = scheduled()
    const spec = release().following(configured({ keepPool: true }, { schedule: untilTheStart }), opened())
    spec.when(refund('r1'))
    spec
      .at(START + 10 * HOUR - 1)
      .whenDue()
      .thenNothing()
    spec
      .at(START + 10 * HOUR)
      .whenDue()
      .then(returns(1, 'sale-ended'))
  })

  test('that moves on lets offering go on', () => {
    const spec = scheduledSale({}, ...inLine(['ann'])).at(START + 9 * HOUR)
    spec.when(refund('r1')).then({ type: 'TicketsReleased' })
    spec.whenDue().then(returns(1, 'sale-ended'))
    spec.following(configured({}, { schedule: scheduled({ salesEndAt: iso(START + 9.5 * HOUR) }) }))
    spec
      .at(START + 9.25 * HOUR)
      .when(refund('r2'))
      .then(
        { type: 'TicketsReleased' },
        { type: 'ReleaseAdvanced' },
        { type: 'OfferMade', data: { expiresAt: iso(START + 9.5 * HOUR) } },
      )
  })

  test('that join has seen as the start counts, whatever the clock says here', () => {
    const spec = scheduledSale({}, ...inLine(['ann']), told.closed('started'))
    spec.when(refund('r1')).then({ type: 'TicketsReleased' })
    spec.whenDue().then(returns(1, 'sale-ended'))
  })
})
