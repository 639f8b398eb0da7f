import { expect, test } from '@jest/globals'
import * as told from '@waitlist/line/example-events'
import { inLine, opened } from '@waitlist/line/example-events'
import { act, claim, offersIn, sale } from './example-commands.ts'

test('a list that is closed and open again before release has noticed takes its open offers back all the same', () => {
  const spec = sale({}, ...inLine(['ann', 'ben', 'cleo']))
  spec.when(act('first', 2))
  spec.when(claim('ben'))
  spec.following(told.closed(), opened())
  spec.when(claim('ann')).thenRefused('WL_ERR_OFFER_GONE')
  const { events } = spec.whenDue()
  expect(events[0]).toMatchObject({ type: 'OfferRevoked', data: { customerId: 'ann', reason: 'closed' } })
  expect(offersIn(events)).toEqual([['cleo', 'A', 1]])
  expect(spec.state.liveOffers.get(told.entryOf('ben'))?.data.status).toBe('claimed')
  spec.whenDue().thenNothing()
})
