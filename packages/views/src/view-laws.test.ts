import { describe, expect, test } from '@jest/globals'
import { closed, left, paused } from './contract/events.ts'
import { viewLaws } from './contract.ts'
import { defineView } from './define-view.ts'

/** Right as a view can be: each stream has its own part of the row. */
const partings = defineView<{ left: number; pausedAt?: number }>({
  name: 'partings',
  on: ['WaitlistLeft', 'WaitlistPaused'],
  key: (event) => event.data.eventId,
  initial: () => ({ left: 0 }),
  fold(row, event) {
    if (event.type === 'WaitlistLeft') row.left += 1
    if (event.type === 'WaitlistPaused') row.pausedAt = event.time
    return row
  },
})

describe('a view that keeps the laws', () => {
  viewLaws(partings, [left(1, 'a', 'ann'), closed(2, 'a'), left(1, 'b', 'bob'), paused(3, 'a'), left(4, 'a', 'eve')])
})

test('events with a gap are no exhibit: the laws would wait for what is missing', () => {
  expect(() => viewLaws(partings, [left(1, 'a', 'ann'), left(3, 'a', 'bob')])).toThrow('from version 1 to 3')
  expect(() => viewLaws(partings, [left(2, 'a', 'ann')])).toThrow('from version 0 to 2')
})
