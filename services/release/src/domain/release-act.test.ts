import { describe, expect, test } from '@jest/globals'
import { derivedId } from '@waitlist/contracts'
import * as told from '@waitlist/line/example-events'
import { configured, eventId, HOUR, inLine, joined, opened, START, scheduled } from '@waitlist/line/example-events'
import { act, actId, balanceOf, offersIn, refund, release, sale, scheduledSale } from './example-commands.ts'

describe('a release of new tickets', () => {
  test('adds a lot, says what it frees, and offers it', () => {
    sale({}, ...inLine(['ann', 'ben']))
      .when(act('first', 3))
      .then(
        {
          type: 'TicketsReleased',
          data: {
            lotId: derivedId('lot', eventId, actId('first')),
            releaseId: actId('first'),
            sourceId: actId('first'),
            source: 'release',
            quantity: 3,
            balance: { A: expect.objectContaining({ released: 3, scheduled: 3, free: 0 }) },
          },
        },
        {
          type: 'ReleaseAdvanced',
          data: {
            releaseId: actId('first'),
            batch: 1,
            plan: { from: 'new', quantity: 3 },
            freed: 3,
            offered: 2,
            scheduled: 0,
            more: false,
            lineVersion: 4,
            balance: { A: expect.objectContaining({ free: 3, scheduled: 0 }) },
          },
        },
        { type: 'OfferMade', data: { customerId: 'ann', releaseId: actId('first') } },
        { type: 'OfferMade', data: { customerId: 'ben', releaseId: actId('first') } },
      )
      .thenReceipt({ releaseId: actId('first') })
  })

  test('enters the pool once, however often it is asked for', () => {
    const spec = sale({}, ...inLine(['ann']))
    spec.when(act('first', 3))
    spec
      .when(act('first', 3))
      .thenNothing()
      .thenReceipt({ releaseId: actId('first') })
    spec.when(act('second', 3)).then({ type: 'TicketsReleased' }, { type: 'ReleaseAdvanced' })
    expect(balanceOf(spec)).toEqual({ released: 6, free: 5, open: 1 })
  })

  test('lies in the pool while offering is paused, and goes out after', () => {
    const spec = sale({}, ...inLine(['ann']), told.paused({ offering: true }))
    spec.when(act('first', 1)).then({ type: 'TicketsReleased' }, { type: 'ReleaseAdvanced', data: { offered: 0 } })
    spec.following(told.paused({}))
    expect(offersIn(spec.whenDue().events)).toEqual([['ann', 'A', 1]])
  })

  test('may complete with older free tickets what the head wants', () => {
    const spec = sale({}, joined('ann', 1, { quantity: 3 }))
    spec.when(refund('r1', 2))
    expect(offersIn(spec.when(act('first', 1)).events)).toEqual([['ann', 'A', 3]])
    expect(balanceOf(spec)).toEqual({ released: 3, open: 3 })
  })

  test('by its organizer is taken, by another one not', () => {
    const spec = scheduledSale()
    const by = (org: string) => ({ actor: { role: 'organizer', org } }) as const
    spec.when(act('first', 1, by('org-8'))).thenRefused('WL_ERR_NOT_FOUND')
    spec.when(act('first', 1, by('org-7'))).then({ type: 'TicketsReleased' }, { type: 'ReleaseAdvanced' })
    sale()
      .when(act('first', 1, by('org-7')))
      .thenRefused('WL_ERR_NOT_FOUND')
  })
})

describe('a release is refused', () => {
  test('where there is no list to release to', () => {
    release().when(act('first', 1)).thenRefused('WL_ERR_NOT_SOLD_OUT')
    release().following(configured()).when(act('first', 1)).thenRefused('WL_ERR_NOT_SOLD_OUT')
    const ticketTypes = [
      { id: 'A', name: 'Stalls' },
      { id: 'B', name: 'Box' },
    ]
    const spec = release().following(configured({ ticketTypes }), opened(['B']))
    spec.when(act('first', 1)).thenRefused('WL_ERR_NOT_SOLD_OUT')
    spec.when(act('first', 1, { ticketType: 'B' })).then({ type: 'TicketsReleased' }, { type: 'ReleaseAdvanced' })
  })

  test('for a type that the event does not have', () => {
    release()
      .following(configured(), opened(['A']))
      .when(act('first', 1, { ticketType: 'X' }))
      .thenRefused('WL_ERR_UNKNOWN_TYPE')
  })

  test('on a list that is closed, over or cancelled', () => {
    sale({}, told.closed()).when(act('first', 1)).thenRefused('WL_ERR_CLOSED')
    sale({}, told.closed('started')).when(act('first', 1)).thenRefused('WL_ERR_CLOSED')
    sale({}, told.cancelled()).when(act('first', 1)).thenRefused('WL_ERR_CANCELLED')
    release().following(told.cancelled()).when(act('first', 1)).thenRefused('WL_ERR_CANCELLED')
  })

  test('from the end of sale on', () => {
    const spec = scheduledSale({}, ...inLine(['ann']))
    spec
      .at(START + 9 * HOUR)
      .when(act('first', 1))
      .thenRefused('WL_ERR_CLOSED')
    spec
      .at(START + 9 * HOUR - 1)
      .when(act('first', 1))
      .then({ type: 'TicketsReleased' }, { type: 'ReleaseAdvanced' }, { type: 'OfferMade' })
    const { salesEndAt, ...untilTheStart } = scheduled()
    const late = sale().following(configured({}, { schedule: untilTheStart }))
    late
      .at(START + 10 * HOUR - 1)
      .when(act('first', 1))
      .then({ type: 'TicketsReleased' }, { type: 'ReleaseAdvanced' })
    late
      .at(START + 10 * HOUR)
      .when(act('second', 1))
      .thenRefused('WL_ERR_CLOSED')
  })
})
