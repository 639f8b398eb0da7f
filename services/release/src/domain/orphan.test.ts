import { describe, expect, test } from '@jest/globals'
import * as told from '@waitlist/line/example-events'
import { entryOf, inLine, offerOf, START } from '@waitlist/line/example-events'
import { act, balanceOf, claim, offersIn, purchase, refund, sale } from './example-commands.ts'

const offered = (...names: string[]) => {
  const spec = sale({}, ...inLine(names)).at(START)
  spec.when(act('first', 1))
  return spec
}
const revoked = { type: 'OfferRevoked', data: { offerId: offerOf('ann'), reason: 'left' } } as const

describe('a live offer whose entry is gone', () => {
  test.each([
    ['left', told.left('ann')],
    ['was settled as left', told.settled('ann', 'left')],
    ['lapsed with the list', told.ended('ann', 'lapsed')],
    ['bought another offer', told.settled('ann', 'purchased', { nth: 7 })],
  ])('because it %s is taken back and goes to the next, in one commit', (_, news) => {
    const spec = offered('ann', 'ben').following(news)
    spec.whenDue().then(revoked, { type: 'ReleaseAdvanced' }, { type: 'OfferMade', data: { customerId: 'ben' } })
    spec.whenDue().thenNothing()
    expect(spec.state.orphans.size).toBe(0)
  })

  test('is taken back when it is claimed, too', () => {
    const spec = offered('ann')
    spec.when(claim('ann'))
    spec.following(told.left('ann')).whenDue().then(revoked, { type: 'TicketsUnwanted' })
    expect(balanceOf(spec)).toEqual({ released: 1, free: 1 })
  })

  test('is bought all the same when that news is first', () => {
    const spec = offered('ann', 'ben').following(told.left('ann'))
    spec.when(purchase('ann')).then({ type: 'OfferFulfilled' })
    spec.whenDue().thenNothing()
  })

  test('may have been made while the news of the leaving was on its way: the answer to it tells', () => {
    const spec = offered('ann', 'ben')
    spec.following(told.left('ann'), told.settled('ann', 'left')).whenDue()
    expect(spec.state.offers.get(offerOf('ann'))?.data.status).toBe('revoked')
  })
})

describe('an entry with an unsettled offer', () => {
  test('is out of the line from the offer until join has settled its outcome', () => {
    const spec = offered('ann')
    const inTheLine = () => spec.state.waitlist.line.has(entryOf('ann'))
    expect(inTheLine()).toBe(false)
    spec.following(told.settled('ann', 'offered'))
    expect(inTheLine()).toBe(false)
    spec.at(START + 24 * told.HOUR).whenDue()
    expect(inTheLine()).toBe(false)
    spec.following(told.settled('ann', 'waiting', { score: 2 }))
    expect(inTheLine()).toBe(true)
  })

  test('is not put back by news of something else', () => {
    const spec = offered('ann')
    spec.following(
      told.joined('ben', 2),
      told.settled('ben', 'waiting'),
      told.configured({ policy: { kind: 'priority', tiers: ['vip'] } }),
    )
    expect(offersIn(spec.when(refund('r1', 3)).events)).toEqual([['ben', 'A', 1]])
  })

  test('waits for the outcome of its newest offer, not of an older one', () => {
    const spec = offered('ann').at(START + 24 * told.HOUR)
    spec.whenDue()
    spec.following(told.settled('ann', 'offered'), told.settled('ann', 'waiting', { score: 2 })).whenDue()
    expect(spec.state.unsettled.get(entryOf('ann'))).toBe(offerOf('ann', 2))
    spec.following(told.settled('ann', 'waiting', { score: 2 }))
    expect(spec.state.waitlist.line.has(entryOf('ann'))).toBe(false)
    expect(offersIn(spec.when(refund('r1', 3)).events)).toEqual([])
  })
})
