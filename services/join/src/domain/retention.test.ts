import { describe, expect, test } from '@jest/globals'
import { configured, HOUR, iso, joined, opened, START, scheduled } from '@waitlist/line/example-events'
import { waitlist } from './example-commands.ts'

const startsAt = START + 10 * HOUR
const kept = (retention: string | null, change = {}) => configured({ retention }, { schedule: scheduled(change) })
const forgotten = { type: 'PeopleForgotten', data: { startsAt: iso(startsAt) } } as const

describe('people are kept', () => {
  test('until so long after the start of the event, and that is owed once', () => {
    const list = waitlist().given(kept('2 hours'), opened(), joined('ann', 1))
    const started = list
      .at(startsAt)
      .whenDue()
      .events.map(({ type }) => type)
    expect(started).toEqual(['WaitlistClosed', 'EntrySettled'])
    const over = waitlist()
      .given(kept('2 hours'), opened(), joined('ann', 1))
      .at(startsAt + 2 * HOUR)
    expect(over.whenDue().events.map(({ type }) => type)).toEqual(['WaitlistClosed', 'EntrySettled', 'PeopleForgotten'])
    over
      .given(...over.whenDue().events)
      .whenDue()
      .thenNothing()
  })

  test('for no time at all, where it says so', () => {
    const list = waitlist().given(kept('0 seconds'), opened(), joined('ann', 1)).at(startsAt)
    expect(list.whenDue().events).toContainEqual({
      type: 'PeopleForgotten',
      data: { eventId: 'gala', ...forgotten.data },
    })
  })

  test.each([
    ['nobody says how long', [kept(null), opened(), joined('ann', 1)]],
    ['nothing is scheduled', [configured({ retention: '1 hour' }), opened(), joined('ann', 1)]],
    ['there are none', [kept('1 hour'), opened()]],
  ])('for ever when %s', (_, events) => {
    const list = waitlist()
      .given(...events)
      .at(startsAt + 10_000 * HOUR)
    expect(list.whenDue().events.map(({ type }) => type)).not.toContain('PeopleForgotten')
  })

  test('anew when the event is postponed', () => {
    const later = { startsAt: iso(startsAt + 100 * HOUR), salesEndAt: iso(startsAt + 99 * HOUR) }
    const list = waitlist().given(kept('1 hour'), opened(), joined('ann', 1), {
      ...forgotten,
      data: { eventId: 'gala', ...forgotten.data },
    })
    list
      .given(kept('1 hour', later))
      .at(startsAt + 100 * HOUR)
      .whenDue()
    const again = list.at(startsAt + 101 * HOUR).whenDue().events
    expect(again).toContainEqual({
      type: 'PeopleForgotten',
      data: expect.objectContaining({ startsAt: later.startsAt }),
    })
  })
})
