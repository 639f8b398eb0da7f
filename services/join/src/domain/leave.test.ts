import { describe, expect, test } from '@jest/globals'
import * as told from '@waitlist/line/example-events'
import { configured, entryOf, inLine, opened, scheduled } from '@waitlist/line/example-events'
import { join, leave, organizer, service, waitlist } from './example-commands.ts'
import { cameLate, claimed, expired, fulfilled, made, revoked } from './example-events.ts'

const lineOf = (...names: string[]) => waitlist().given(configured(), opened(['A']), ...inLine(names))

describe('leaving', () => {
  test('ends the entry, and those behind move up', () => {
    const list = lineOf('ann', 'ben', 'cleo')
    list
      .when(leave('ann'))
      .then({ type: 'WaitlistLeft', data: { entryId: entryOf('ann'), customerId: 'ann' } })
      .thenReceipt({ entry: { entryId: entryOf('ann'), status: 'left', byTicketType: [] } })
    list.when(join('ben')).thenReceipt({ entry: { position: 1 } })
    list.when(join('cleo')).thenReceipt({ entry: { position: 2, total: 2 } })
  })

  test('shows no position and no offer any more', () => {
    const list = lineOf('ann').following(made('ann'))
    list.whenDue()
    const { events } = list.when(leave('ann')).thenReceipt({ entry: { status: 'left' } })
    expect(events).toHaveLength(1)
    expect(list.state.waitlist.line.size).toBe(0)
  })

  test('with an offer, open or claimed, stays left when release takes the offer back', () => {
    for (const steps of [[made('ann')], [made('ann'), claimed('ann')]]) {
      const list = lineOf('ann').following(...steps)
      list.whenDue()
      list.when(leave('ann')).then({ type: 'WaitlistLeft' })
      list
        .following(revoked('ann', 'left'))
        .whenDue()
        .then({ type: 'EntrySettled', data: { status: 'left' } })
    }
  })

  test('is possible on a list that is paused or closed', () => {
    lineOf('ann')
      .given(told.paused({ joining: true, offering: true }))
      .when(leave('ann'))
      .then({ type: 'WaitlistLeft' })
    lineOf('ann').given(told.closed()).when(leave('ann')).then({ type: 'WaitlistLeft' })
  })
})

describe('leaving is refused', () => {
  test('to who is not there, and to who left', () => {
    const list = lineOf('ann')
    list.when(leave('ben')).thenRefused('WL_ERR_NOT_FOUND')
    list.when(leave('ann'))
    list.when(leave('ann')).thenRefused('WL_ERR_NOT_FOUND')
  })

  test('to whose place lapsed', () => {
    const list = lineOf('ann').following(made('ann'), expired('ann'))
    list.whenDue()
    list.when(leave('ann')).thenRefused('WL_ERR_NOT_FOUND')
  })

  test('to who bought, in time or late', () => {
    const list = lineOf('ann', 'ben').following(
      made('ann'),
      fulfilled('ann'),
      made('ben'),
      expired('ben'),
      cameLate('ben'),
    )
    list.whenDue()
    list.when(leave('ann')).thenRefused('WL_ERR_ALREADY_PURCHASED')
    list.when(leave('ben')).thenRefused('WL_ERR_ALREADY_PURCHASED')
  })

  test('to an organizer of another event', () => {
    const list = lineOf('ann').given(configured({}, { schedule: scheduled() }))
    list.when(leave('ann', { actor: organizer('org-8') })).thenRefused('WL_ERR_NOT_FOUND')
    list.when(leave('ann', { actor: organizer('org-7') })).then({ type: 'WaitlistLeft' })
  })
})

test('who bought and joined again can leave the new place', () => {
  const list = lineOf('ann').following(made('ann'), fulfilled('ann'))
  list.whenDue()
  list.when(join('ann', { entryId: entryOf('ann again') }))
  list.when(leave('ann', { actor: service })).then({ type: 'WaitlistLeft', data: { entryId: entryOf('ann again') } })
  list.when(leave('ann')).thenRefused('WL_ERR_NOT_FOUND')
  expect(list.state.waitlist.entries.get(entryOf('ann'))?.status).toBe('purchased')
})
