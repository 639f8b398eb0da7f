import { describe, expect, test } from '@jest/globals'
import type { RecordedEvent } from '@waitlist/contracts'
import { latestEvent } from './stored-events.ts'

const stored = (more: object) =>
  ({
    id: 'waitlist:concert@1',
    source: '/waitlist/join',
    stream: 'waitlist:concert',
    version: 1,
    time: 0,
    type: 'WaitlistClosed',
    schema: 1,
    data: { eventId: 'concert' },
    ...more,
  }) as RecordedEvent

describe('an event of the log', () => {
  test('of the latest schema is taken as it is', () => {
    const event = stored({})
    expect(latestEvent(event)).toBe(event)
  })

  test.each([{ schema: 99 }, { schema: 0 }, { type: 'WaitlistTurnedUpsideDown' }])(
    'that we cannot know (%j) stops us',
    (more) => {
      expect(() => latestEvent(stored(more))).toThrow(/^A newer version wrote waitlist:concert@1 \(\w+, schema \d+\)$/)
    },
  )
})
