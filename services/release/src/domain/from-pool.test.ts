import { describe, expect, test } from '@jest/globals'
import { inLine } from '@waitlist/line/example-events'
import { act, actId, balanceOf, freeParts, refund, sale } from './example-commands.ts'

describe('a release from the pool', () => {
  const pooled = (quantity: number) => {
    const spec = sale({ autoRelease: false }, ...inLine(['ann', 'ben', 'cleo']))
    spec.when(refund('r1', quantity)).then({ type: 'TicketsReleased' })
    return spec
  }

  test('adds no lot and offers what was free there', () => {
    pooled(3)
      .when(act('first', 2, { from: 'pool' }))
      .then(
        {
          type: 'ReleaseAdvanced',
          data: { releaseId: actId('first'), plan: { from: 'pool', quantity: 2 }, freed: 2, offered: 2, scheduled: 0 },
        },
        { type: 'OfferMade', data: { customerId: 'ann', releaseId: actId('first') } },
        { type: 'OfferMade', data: { customerId: 'ben', releaseId: actId('first') } },
      )
  })

  test('of more than is free is refused, of all of it is not', () => {
    const spec = pooled(2)
    spec.when(act('first', 3, { from: 'pool' })).thenRefused('WL_ERR_POOL_SHORT')
    spec
      .when(act('first', 2, { from: 'pool' }))
      .then({ type: 'ReleaseAdvanced' }, { type: 'OfferMade' }, { type: 'OfferMade' })
    spec.when(act('second', 1, { from: 'pool' })).thenRefused('WL_ERR_POOL_SHORT')
    sale()
      .when(act('first', 1, { from: 'pool' }))
      .thenRefused('WL_ERR_POOL_SHORT')
  })

  test('of another type does not see these', () => {
    pooled(2)
      .when(act('first', 1, { from: 'pool', ticketType: 'B' }))
      .thenRefused('WL_ERR_POOL_SHORT')
  })

  test('takes the oldest free tickets and leaves the others to who freed them', () => {
    const spec = sale({ autoRelease: false })
    spec.when(refund('r1', 2))
    spec.when(refund('r2', 2))
    const [, newer] = freeParts(spec) as [string, number][]
    spec.when(act('first', 3, { from: 'pool', batchSize: 1, batchInterval: '1 hour' }))
    expect(freeParts(spec)).toEqual([
      [newer?.[0], 1],
      [actId('first'), 1],
    ])
    expect(balanceOf(spec)).toEqual({ released: 4, free: 2, scheduled: 2 })
  })
})
