import { expect, test } from '@jest/globals'
import { isKnownType, openedAtOf } from '@waitlist/line'
import { closed, configured, HOUR, iso, opened, START } from '@waitlist/line/example-events'
import { configure, join, sellOut, waitlist } from './example-commands.ts'

const ours = configured({}, { organizerId: 'org-7' })

test('a sell-out told of while the organizer has the list closed is kept, and the list opens for it again', () => {
  const list = waitlist().given(ours, opened(['A']), closed())
  list.when(sellOut(['B'], START + HOUR)).then({
    type: 'SellOutNoted',
    data: { ticketTypes: ['B'], soldOutAt: iso(START + HOUR) },
  })
  expect([isKnownType(list.state.waitlist, 'B'), openedAtOf(list.state.waitlist, 'B')]).toEqual([true, undefined])
  list.when(join('ann', { ticketTypes: ['B'] })).thenRefused('WL_ERR_CLOSED')
  list
    .at(START + 2 * HOUR)
    .when(configure({ status: 'open' }))
    .then(
      { type: 'WaitlistOpened', data: { ticketTypes: ['A'] } },
      { type: 'WaitlistOpened', data: { ticketTypes: ['B'], openedAt: iso(START + 2 * HOUR) } },
    )
  list.when(join('ann', { ticketTypes: ['B'] })).then({ type: 'WaitlistJoined' })
  list.when(join('ben', { ticketTypes: ['Z'] })).thenRefused('WL_ERR_UNKNOWN_TYPE')
})

test('one that settings keep from opening makes its types known, and opens with the next that may', () => {
  const list = waitlist().given(configured({ autoOpen: false }, { organizerId: 'org-7' }))
  list.when(sellOut(['A'], START)).then({ type: 'SellOutNoted' })
  list.when(join('ann')).thenRefused('WL_ERR_CLOSED')
  list.when(configure({ input: { autoOpen: true } })).then({ type: 'WaitlistConfigured' })
  list
    .when(sellOut(['B'], START + HOUR))
    .then(
      { type: 'WaitlistOpened', data: { ticketTypes: ['B'] } },
      { type: 'WaitlistOpened', data: { ticketTypes: ['A'], openedAt: iso(START + HOUR) } },
    )
})

test('is kept once, however often it is told of; an earlier moment counts', () => {
  const list = waitlist().given(ours, opened(['A']), closed())
  list.when(sellOut(['B'], START + HOUR)).then({ type: 'SellOutNoted' })
  list.when(sellOut(['B', 'A'], START + HOUR)).thenNothing()
  list
    .when(sellOut(['B', 'B'], START))
    .then({ type: 'SellOutNoted', data: { ticketTypes: ['B'], soldOutAt: iso(START) } })
})

test('of a list that an organizer opens for all its types are known', () => {
  const list = waitlist().given(configured({ autoOpen: false }, { organizerId: 'org-7' }))
  list.when(sellOut(['A'], START))
  list.when(configure({ status: 'open' })).then({ type: 'WaitlistOpened', data: { ticketTypes: [] } })
  list.when(join('ann')).then({ type: 'WaitlistJoined' })
  list.when(join('ben', { ticketTypes: ['Z'] })).thenRefused('WL_ERR_UNKNOWN_TYPE')
})
