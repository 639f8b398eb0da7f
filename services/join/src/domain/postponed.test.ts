import { describe, expect, test } from '@jest/globals'
import * as told from '@waitlist/line/example-events'
import { configured, HOUR, inLine, iso, opened, START, scheduled } from '@waitlist/line/example-events'
import { join, takeSchedule, waitlist } from './example-commands.ts'

describe('an event that is postponed after its list closed at the start', () => {
  const over = (...before: Parameters<ReturnType<typeof waitlist>['given']>) =>
    waitlist()
      .given(configured({}, { schedule: scheduled(), scheduledAt: iso(START) }), ...before, told.closed('started'))
      .at(START + 11 * HOUR)
  const later = takeSchedule({ startsAt: iso(START + 40 * HOUR), salesEndAt: iso(START + 39 * HOUR) }, START + HOUR)

  test('opens again for the same types, each since the same moment', () => {
    const list = over(opened(['A'], START), opened(['B'], START + HOUR))
    list.when(later).then({ type: 'WaitlistConfigured' }, { type: 'WaitlistOpened', data: { ticketTypes: ['A', 'B'] } })
    expect([...list.state.waitlist.openedAt]).toEqual([
      ['A', START],
      ['B', START + HOUR],
    ])
    list.when(join('ann')).then({ type: 'WaitlistJoined' })
  })

  test('opens again for all types when it was open for all', () => {
    over(opened())
      .when(later)
      .then({ type: 'WaitlistConfigured' }, { type: 'WaitlistOpened', data: { ticketTypes: [], openedAt: iso(START) } })
  })

  test('stays over when an organizer closed the list, or the event was cancelled, or the new start is past too', () => {
    over(opened(), told.closed()).when(later).then({ type: 'WaitlistConfigured' })
    over(opened(), told.cancelled()).when(later).then({ type: 'WaitlistConfigured' })
    over(opened())
      .at(START + 50 * HOUR)
      .when(later)
      .then({ type: 'WaitlistConfigured' })
  })

  test('brings nobody back whose place has lapsed', () => {
    const list = over(opened(), ...inLine(['ann']))
    list.whenDue().then({ type: 'EntrySettled', data: { status: 'lapsed' } })
    list.when(later)
    list.whenDue().thenNothing()
    list.when(join('ann', { entryId: told.entryOf('ann again') })).thenReceipt({ status: 201, entry: { position: 1 } })
  })

  test('closes again at the new start, and at one that moved into the past', () => {
    const list = over(opened())
    list.when(later)
    list
      .at(START + 40 * HOUR)
      .whenDue()
      .then({ type: 'WaitlistClosed', data: { reason: 'started' } })
    const moved = waitlist().given(configured(), opened())
    moved.at(START + 11 * HOUR).when(takeSchedule())
    moved.whenDue().then({ type: 'WaitlistClosed', data: { reason: 'started' } })
  })
})
