import { describe, expect, test } from '@jest/globals'
import { derivedId } from '@waitlist/contracts'
import * as told from '@waitlist/line/example-events'
import { configured, entryOf, eventId, HOUR, inLine, iso, offerOf, opened, START } from '@waitlist/line/example-events'
import { balanceOf, offersIn, refund, release, sale } from './example-commands.ts'

const lotOf = (refundId: string, ticketType = 'A') => derivedId('lot', eventId, 'refund', refundId, ticketType)

describe('a refund', () => {
  test('goes from pool to offer in the commit that takes it in: the earliest gets it', () => {
    const spec = sale({}, ...inLine(['ann', 'ben'])).at(START + HOUR)
    const lotId = lotOf('r1')
    const releaseId = derivedId('rel', eventId, lotId)
    const balance = (free: number, open: number) => ({ A: expect.objectContaining({ released: 1, free, open }) })
    spec.when(refund('r1')).then(
      {
        type: 'TicketsReleased',
        data: {
          lotId,
          ticketType: 'A',
          quantity: 1,
          source: 'refund',
          sourceId: 'r1',
          releaseId,
          balance: balance(1, 0),
        },
      },
      { type: 'ReleaseAdvanced', data: { releaseId, batch: 1, freed: 0, offered: 1, passedOver: [], scheduled: 0 } },
      {
        type: 'OfferMade',
        data: {
          offerId: offerOf('ann'),
          entryId: entryOf('ann'),
          customerId: 'ann',
          quantity: 1,
          status: 'open',
          offeredAt: iso(START + HOUR),
          expiresAt: iso(START + 25 * HOUR),
          releaseId,
          lineVersion: 4,
          balance: balance(0, 1),
        },
      },
    )
  })

  test('again is the same lot, however often and however it comes', () => {
    const spec = sale({}, ...inLine(['ann', 'ben']))
    spec.when(refund('r1'))
    for (const time of [START, START, START + HOUR]) spec.when(refund('r1', 1, { time })).thenNothing()
    expect(balanceOf(spec)).toEqual({ released: 1, open: 1 })
  })

  test('of another type under the same id is another lot; with another quantity it is refused and changes nothing', () => {
    const spec = sale({}, ...inLine(['ann']))
    spec.when(refund('r1', 2))
    spec.when(refund('r1', 2, { ticketType: 'B' })).then({ type: 'TicketsReleased', data: { ticketType: 'B' } })
    spec.when(refund('r1', 3)).thenRefused('WL_ERR_VALIDATION')
    spec.when(refund('r1', 1)).thenRefused('WL_ERR_VALIDATION')
    expect(balanceOf(spec)).toEqual({ released: 2, free: 1, open: 1 })
    expect(balanceOf(spec, 'B')).toEqual({ released: 2, free: 2 })
  })

  test('of each type goes to who waits for that type', () => {
    const spec = sale({}, told.joined('ann', 1, { ticketTypes: ['B'] }), told.joined('ben', 2))
    expect(offersIn(spec.when(refund('r1')).events)).toEqual([['ben', 'A', 1]])
    expect(offersIn(spec.when(refund('r1', 1, { ticketType: 'B' })).events)).toEqual([['ann', 'B', 1]])
  })

  test('with nobody waiting is free, and stays so while offering is paused', () => {
    const spec = sale()
    spec.when(refund('r1', 2)).then({ type: 'TicketsReleased' })
    const pausedSale = sale({}, ...inLine(['ann']), told.paused({ offering: true }))
    pausedSale.when(refund('r1')).then({ type: 'TicketsReleased' })
    pausedSale.whenDue().thenNothing()
    pausedSale.following(told.paused({}))
    expect(offersIn(pausedSale.whenDue().events)).toEqual([['ann', 'A', 1]])
  })
})

describe('a refund from before the sell-out', () => {
  test('was never ours; the moment itself is', () => {
    const spec = release().following(configured(), opened(['A'], START + HOUR), ...inLine(['ann']))
    spec.when(refund('r1', 1, { time: START + HOUR - 1 })).then({
      type: 'LotIgnored',
      data: { lotId: lotOf('r1'), sourceId: 'r1', quantity: 1, reason: 'before-sellout', time: iso(START + HOUR - 1) },
    })
    spec
      .when(refund('r2', 1, { time: START + HOUR }))
      .then({ type: 'TicketsReleased' }, { type: 'ReleaseAdvanced' }, { type: 'OfferMade' })
    spec.when(refund('r1', 1, { time: START + HOUR - 1 })).thenNothing()
    spec.when(refund('r1', 2, { time: START + HOUR - 1 })).thenRefused('WL_ERR_VALIDATION')
  })

  test('is judged by the moment of its own type', () => {
    const spec = release().following(configured(), opened(['A'], START), opened(['B'], START + 2 * HOUR))
    spec.when(refund('r1', 1, { time: START + HOUR })).then({ type: 'TicketsReleased' })
    spec.when(refund('r1', 1, { ticketType: 'B', time: START + HOUR })).then({ type: 'LotIgnored' })
  })
})
