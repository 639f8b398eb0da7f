import { describe, expect, test } from '@jest/globals'
import { openedAtOf } from '@waitlist/line'
import * as told from '@waitlist/line/example-events'
import { configured, HOUR, inLine, iso, opened, START, scheduled } from '@waitlist/line/example-events'
import { configure, join, sellOut, waitlist } from './example-commands.ts'
import { statusOf } from './reply.ts'

const owned = { organizerId: 'org-7' }
const openList = () => waitlist().given(configured({}, owned), opened(['A']))

describe('opening', () => {
  test('early opens the list for all types from now on, and records the settings', () => {
    const list = waitlist().at(START + HOUR)
    list
      .when(configure({ status: 'open' }))
      .then(
        { type: 'WaitlistConfigured', data: owned },
        { type: 'WaitlistOpened', data: { ticketTypes: [], openedAt: iso(START + HOUR) } },
      )
    list.when(join('ann', { ticketTypes: ['B'] })).then({ type: 'WaitlistJoined' })
  })

  test('by a service records the settings as well, though nobody owns the event', () => {
    waitlist()
      .when(configure({ actor: { role: 'service' }, status: 'open' }))
      .then({ type: 'WaitlistConfigured' }, { type: 'WaitlistOpened' })
  })

  test('opens also where the settings forbid a sell-out to do it', () => {
    const list = waitlist().given(configured({ autoOpen: false }, owned))
    list.when(sellOut()).thenNothing()
    list.when(join('ann')).thenRefused('WL_ERR_CLOSED')
    list.when(configure({ status: 'open' })).then({ type: 'WaitlistOpened' })
    list.when(join('ann')).then({ type: 'WaitlistJoined' })
  })

  test('of an open list says nothing', () => {
    openList()
      .when(configure({ status: 'open' }))
      .thenNothing()
  })

  test('is undone by nothing that a PATCH does not name', () => {
    const list = openList()
    list.when(configure({ mode: 'replace', input: { maxSize: 9 } })).then({ type: 'WaitlistConfigured' })
    expect(statusOf(list.state.waitlist)).toBe('open')
  })

  test('after the start is refused; after a postponement it opens what an organizer had closed', () => {
    const over = () =>
      waitlist().given(configured({}, { schedule: scheduled() }), opened(['A']), told.closed('started'))
    over()
      .at(START + 10 * HOUR)
      .when(configure({ status: 'open' }))
      .thenRefused('WL_ERR_CLOSED')
    const postponed = { schedule: scheduled({ startsAt: iso(START + 30 * HOUR) }) }
    const list = over()
      .given(told.closed(), configured({}, postponed))
      .at(START + 11 * HOUR)
    list.when(configure({ status: 'open' })).then({ type: 'WaitlistOpened', data: { ticketTypes: ['A'] } })
  })
})

describe('closing', () => {
  test('ends joining; who waits keeps the place', () => {
    const list = openList().given(...inLine(['ann']))
    list.when(configure({ status: 'closed' })).then({ type: 'WaitlistClosed', data: { reason: 'organizer' } })
    list.when(join('ben')).thenRefused('WL_ERR_CLOSED')
    list.whenDue().thenNothing()
    expect(list.state.waitlist.line.has(told.entryOf('ann'))).toBe(true)
  })

  test('again says nothing', () => {
    openList()
      .given(told.closed())
      .when(configure({ status: 'closed' }))
      .thenNothing()
  })

  test('a list that never opened keeps it from opening by a sell-out', () => {
    const list = waitlist()
    list
      .when(configure({ status: 'closed' }))
      .then({ type: 'WaitlistConfigured' }, { type: 'WaitlistClosed', data: { reason: 'organizer' } })
    list.when(sellOut()).thenNothing()
    list.when(configure({ status: 'open' })).then({ type: 'WaitlistOpened', data: { ticketTypes: [] } })
  })

  test('is taken back only by an organizer: the list is as it was before, each type since the same moment', () => {
    const list = openList().given(opened(['B'], START + HOUR), told.closed())
    list.when(sellOut(['A'], START)).thenNothing()
    list
      .at(START + 2 * HOUR)
      .when(configure({ status: 'open' }))
      .then({ type: 'WaitlistOpened', data: { ticketTypes: ['A', 'B'] } })
    const moments = ['A', 'B', 'C'].map((type) => openedAtOf(list.state.waitlist, type))
    expect(moments).toEqual([START, START + HOUR, undefined])
    list.when(join('ann')).then({ type: 'WaitlistJoined' })
  })
})

describe('pausing', () => {
  test('joining refuses who is new, and not who is there', () => {
    const list = openList().given(...inLine(['ann']))
    list
      .when(configure({ pause: { joining: true } }))
      .then({ type: 'WaitlistPaused', data: { joining: true, offering: false } })
    list.when(join('ben')).thenRefused('WL_ERR_PAUSED')
    list.when(join('ann')).thenReceipt({ status: 200 })
    list.when(configure({ pause: { joining: false } })).then({ type: 'WaitlistPaused', data: { joining: false } })
    list.when(join('ben')).then({ type: 'WaitlistJoined' })
  })

  test('offering leaves joining alone', () => {
    const list = openList()
    list
      .when(configure({ pause: { offering: true } }))
      .then({ type: 'WaitlistPaused', data: { joining: false, offering: true } })
    list.when(join('ann')).then({ type: 'WaitlistJoined' })
  })

  test('one of the two keeps the other as it is; what is so already says nothing', () => {
    const list = openList().given(told.paused({ joining: true }))
    list.when(configure({ pause: { joining: true } })).thenNothing()
    list.when(configure({ pause: {} })).thenNothing()
    list
      .when(configure({ pause: { offering: true } }))
      .then({ type: 'WaitlistPaused', data: { joining: true, offering: true } })
  })
})

test('rules, opening and pausing of one PUT are told in this order', () => {
  waitlist()
    .when(configure({ mode: 'replace', input: { maxSize: 3 }, status: 'open', pause: { joining: true } }))
    .then({ type: 'WaitlistConfigured' }, { type: 'WaitlistOpened' }, { type: 'WaitlistPaused' })
})

test('the status is what the contract names it', () => {
  const status = (...events: Parameters<ReturnType<typeof waitlist>['given']>) =>
    statusOf(waitlist().given(...events).state.waitlist)
  expect(status()).toBe('closed')
  expect(status(opened())).toBe('open')
  expect(status(opened(), told.paused({ joining: true }))).toBe('paused')
  expect(status(opened(), told.paused({ offering: true }))).toBe('open')
  expect(status(opened(), told.paused({ joining: true }), told.closed())).toBe('closed')
  expect(status(opened(), told.closed(), told.cancelled())).toBe('cancelled')
})
