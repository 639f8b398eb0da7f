import { describe, expect, test } from '@jest/globals'
import * as told from '@waitlist/line/example-events'
import { configured, HOUR, inLine, iso, opened, START, scheduled } from '@waitlist/line/example-events'
import { due } from './due.ts'
import { configure, defaults, join, takeSchedule, waitlist } from './example-commands.ts'

describe('a schedule', () => {
  test('is recorded with the settings in force and the organizer it names', () => {
    waitlist()
      .when(takeSchedule({ name: 'The gala' }, START + HOUR))
      .then({
        type: 'WaitlistConfigured',
        data: {
          ...defaults,
          organizerId: 'org-7',
          schedule: scheduled(),
          scheduledAt: iso(START + HOUR),
          explicit: [],
        },
      })
  })

  test('opens no list by itself', () => {
    const list = waitlist()
    list.when(takeSchedule())
    list.when(join('ann')).thenRefused('WL_ERR_NOT_SOLD_OUT')
  })

  test('with the latest time wins; an earlier one, or the same again, says nothing', () => {
    const list = waitlist()
    list.when(takeSchedule({ name: 'New' }, START + HOUR)).then({ type: 'WaitlistConfigured' })
    list.when(takeSchedule({ name: 'Old' }, START)).thenNothing()
    list.when(takeSchedule({ name: 'New' }, START + HOUR)).thenNothing()
    list.when(takeSchedule({ name: 'Newest' }, START + 2 * HOUR)).then({
      type: 'WaitlistConfigured',
      data: { schedule: { name: 'Newest' } },
    })
  })

  test('makes its ticket types known: another is refused as unknown, one that is on sale as not sold out', () => {
    const list = waitlist().given(configured(), opened(['A']))
    list.when(takeSchedule({ ticketTypes: [{ id: 'B', name: 'Balcony' }] }))
    list.when(join('ann', { ticketTypes: ['B'] })).thenRefused('WL_ERR_NOT_SOLD_OUT')
    list.when(join('ann', { ticketTypes: ['C'] })).thenRefused('WL_ERR_UNKNOWN_TYPE')
  })
})

describe('the settings of an event that is scheduled', () => {
  const own = { maxSize: 7, autoOpen: false }

  test('stay when the schedule names the organizer who configured it', () => {
    const list = waitlist().given(configured(own, { organizerId: 'org-7' }))
    list.when(takeSchedule()).then({ type: 'WaitlistConfigured', data: { ...own, explicit: ['autoOpen', 'maxSize'] } })
  })

  test('go back to the defaults when it names another', () => {
    const list = waitlist().given(configured(own, { organizerId: 'org-1' }))
    list.when(takeSchedule()).then({
      type: 'WaitlistConfigured',
      data: { maxSize: defaults.maxSize, autoOpen: true, explicit: [], organizerId: 'org-7' },
    })
    list.when(configure({ actor: { role: 'organizer', org: 'org-1' } })).thenRefused('WL_ERR_NOT_FOUND')
  })

  test('go back also when a later schedule gives the event to somebody else', () => {
    const list = waitlist()
    list.when(takeSchedule({}, START))
    list.when(configure({ input: { maxSize: 7 } })).then({ type: 'WaitlistConfigured', data: { maxSize: 7 } })
    list.when(takeSchedule({ organizerId: 'org-8' }, START + HOUR)).then({
      type: 'WaitlistConfigured',
      data: { maxSize: defaults.maxSize, explicit: [], organizerId: 'org-8', schedule: { organizerId: 'org-8' } },
    })
  })

  test('stay when a service made them and nobody owned the event', () => {
    const list = waitlist().given(configured(own))
    list.when(takeSchedule()).then({ type: 'WaitlistConfigured', data: own })
  })
})

describe('the start of the event', () => {
  const started = () => waitlist().given(configured({}, { schedule: scheduled() }), opened(['A']))

  test('closes the list, and whoever still waits lapses', () => {
    const list = started().given(...inLine(['ann', 'ben']), told.left('ann'))
    list
      .at(START + 10 * HOUR - 1)
      .whenDue()
      .thenNothing()
    list
      .at(START + 10 * HOUR)
      .whenDue()
      .then(
        { type: 'WaitlistClosed', data: { reason: 'started' } },
        { type: 'EntrySettled', data: { entryId: told.entryOf('ben'), status: 'lapsed' } },
      )
    list.whenDue().thenNothing()
  })

  test('lapses five hundred entries in line order, once each', () => {
    const names = Array.from({ length: 500 }, (_, index) => `p${index}`)
    const list = started().given(...inLine(names), told.closed('started'))
    const { events } = list.whenDue()
    expect(events.map((event) => (event.data as { entryId?: string }).entryId)).toEqual(names.map(told.entryOf))
    expect(list.state.waitlist.line.size).toBe(0)
  })

  test('means nothing to a list that was never open, or is cancelled', () => {
    waitlist()
      .given(configured({}, { schedule: scheduled() }))
      .at(START + 11 * HOUR)
      .whenDue()
      .thenNothing()
    started()
      .given(told.cancelled())
      .at(START + 11 * HOUR)
      .whenDue()
      .thenNothing()
  })

  test('closes a list too that an organizer had closed', () => {
    const list = started().given(...inLine(['ann']), told.closed())
    list
      .at(START + 10 * HOUR)
      .whenDue()
      .then({ type: 'WaitlistClosed', data: { reason: 'started' } }, { type: 'EntrySettled' })
  })

  test('is the moment to wake at, until it is past', () => {
    const list = started()
    expect(due(list.state, START)).toEqual({ wakeAt: START + 10 * HOUR })
    expect(due(list.given(told.closed('started')).state, START)).toEqual({ wakeAt: undefined })
    expect(due(waitlist().given(configured(), opened()).state, START)).toEqual({ wakeAt: undefined })
  })
})
