import { describe, expect, test } from '@jest/globals'
import { derivedId } from '@waitlist/contracts'
import { configured, eventId, HOUR, inLine, iso, MINUTE, opened, START } from '@waitlist/line/example-events'
import { balanceOf, refund, release } from './example-commands.ts'

const lotOf = (refundId: string, ticketType = 'A') => derivedId('lot', eventId, 'refund', refundId, ticketType)

describe('a refund that comes before its sell-out is told of', () => {
  test('is held, once, and moves no ticket', () => {
    const spec = release()
    spec.when(refund('r1', 2)).then({
      type: 'TicketsHeld',
      data: { lotId: lotOf('r1'), ticketType: 'A', quantity: 2, sourceId: 'r1', time: iso(START) },
    })
    spec.when(refund('r1', 2)).thenNothing()
    spec.when(refund('r1', 3)).thenRefused('WL_ERR_VALIDATION')
    expect(balanceOf(spec)).toEqual({})
    spec.whenDue().thenNothing()
  })

  test('is taken in when the list opens, as if it had come in order', () => {
    const spec = release().at(START)
    spec.when(refund('r1', 1))
    spec
      .following(configured(), opened(['A'], START), ...inLine(['ann']))
      .whenDue()
      .then(
        { type: 'TicketsReleased', data: { lotId: lotOf('r1'), sourceId: 'r1', source: 'refund' } },
        { type: 'ReleaseAdvanced' },
        { type: 'OfferMade', data: { customerId: 'ann' } },
      )
    spec.when(refund('r1', 1)).thenNothing()
  })

  test('is ignored when it turns out to be from before', () => {
    const spec = release().at(START)
    spec.when(refund('r1', 1))
    spec
      .following(configured(), opened(['A'], START + 1))
      .whenDue()
      .then({
        type: 'LotIgnored',
        data: { reason: 'before-sellout', time: iso(START) },
      })
  })

  test('is ignored after ten minutes in which nothing opened for its type', () => {
    const spec = release().at(START)
    spec.when(refund('r1', 1))
    spec.following(configured(), opened(['B']))
    spec
      .at(START + 10 * MINUTE - 1)
      .whenDue()
      .thenNothing()
    spec
      .at(START + 10 * MINUTE)
      .whenDue()
      .then({ type: 'LotIgnored', data: { lotId: lotOf('r1'), reason: 'not-open' } })
    spec
      .at(START + 20 * MINUTE)
      .whenDue()
      .thenNothing()
  })

  test('is held ten minutes from when it came, however old its time', () => {
    const spec = release().at(START + HOUR)
    spec.when(refund('r1', 1, { time: START - 24 * HOUR })).then({ type: 'TicketsHeld' })
    spec
      .at(START + HOUR + 10 * MINUTE - 1)
      .whenDue()
      .thenNothing()
  })
})
