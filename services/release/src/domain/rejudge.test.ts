import { describe, expect, test } from '@jest/globals'
import type { DomainEvent } from '@waitlist/contracts'
import * as told from '@waitlist/line/example-events'
import { configured, HOUR, inLine, MINUTE, opened, START } from '@waitlist/line/example-events'
import fc from 'fast-check'
import { balanceOf, offersIn, refund, release } from './example-commands.ts'

const soldOutAt = (hours: number) => opened(['A'], START + hours * HOUR)

describe('an earlier sell-out that is told of later', () => {
  const ignored = () => {
    const spec = release().following(configured(), soldOutAt(2), ...inLine(['ann']))
    spec.when(refund('r1', 1, { time: START + HOUR })).then({ type: 'LotIgnored' })
    return spec
  }

  test('makes a refund ours that was ignored: once', () => {
    const spec = ignored().following(soldOutAt(1))
    spec.whenDue().then({ type: 'TicketsReleased' }, { type: 'ReleaseAdvanced' }, { type: 'OfferMade' })
    expect(balanceOf(spec)).toEqual({ released: 1, open: 1 })
    spec.following(soldOutAt(0)).whenDue().thenNothing()
    spec.when(refund('r1', 1, { time: START + HOUR })).thenNothing()
  })

  test('makes none ours that is still from before, and none of another type', () => {
    const spec = ignored().following(opened(['A'], START + HOUR + 1), opened(['B'], START))
    spec.whenDue().thenNothing()
  })

  test('counts when it is for all types', () => {
    ignored()
      .following(opened([], START))
      .whenDue()
      .then({ type: 'TicketsReleased' }, { type: 'ReleaseAdvanced' }, { type: 'OfferMade' })
  })

  test('counts for a refund that was held in vain, too', () => {
    const spec = release().at(START + HOUR)
    spec.when(refund('r1', 1, { time: START + HOUR }))
    spec
      .at(START + HOUR + 10 * MINUTE)
      .whenDue()
      .then({ type: 'LotIgnored', data: { reason: 'not-open' } })
    spec.following(configured(), soldOutAt(1)).whenDue().then({ type: 'TicketsReleased' }, { type: 'TicketsUnwanted' })
  })

  test('of a list that is over by now takes it in and gives it back', () => {
    const spec = ignored().following(told.cancelled(), soldOutAt(1))
    spec
      .whenDue()
      .then(
        { type: 'TicketsReleased' },
        { type: 'TicketsReturnedToPublic', data: { reason: 'cancelled', quantity: 1 } },
      )
  })
})

test('refunds and sell-outs give the same lots and the same offers, in whichever order and however often they come', () => {
  type News =
    | { readonly kind: 'refund'; readonly id: number; readonly hours: number }
    | { readonly kind: 'sell-out'; readonly hours: number }
  const hours = fc.integer({ min: 0, max: 4 })
  const sellOuts = fc.array(fc.record({ kind: fc.constant('sell-out' as const), hours }), {
    minLength: 1,
    maxLength: 3,
  })
  const refunds = fc.uniqueArray(fc.record({ kind: fc.constant('refund' as const), id: fc.nat(20), hours }), {
    selector: ({ id }) => id,
    maxLength: 6,
  })
  const orders = fc.tuple(sellOuts, refunds).chain(([first, then]) => {
    const news: News[] = [...first, ...then]
    const some = fc.shuffledSubarray([...news, ...news], { minLength: 2 * news.length })
    return fc.tuple(fc.constant(news), some)
  })
  const outcome = (news: readonly News[]) => {
    const spec = release().following(configured(), ...inLine(['ann', 'ben', 'cleo', 'dan', 'eve', 'fay', 'guy']))
    const offers: DomainEvent[] = []
    for (const item of news) {
      if (item.kind === 'sell-out') spec.following(soldOutAt(item.hours))
      else offers.push(...spec.when(refund(`r${item.id}`, 1, { time: START + item.hours * HOUR })).events)
      offers.push(...spec.whenDue().events)
    }
    const lots = [...spec.state.lots.values()].map(({ lotId, status }) => `${lotId} ${status}`).sort()
    return { lots, balance: balanceOf(spec), offers: offersIn(offers).sort() }
  }
  fc.assert(
    fc.property(orders, ([inOrder, permuted]) => {
      expect(outcome(permuted)).toEqual(outcome(inOrder))
    }),
  )
})
