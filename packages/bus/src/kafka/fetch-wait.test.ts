import { expect, test } from '@jest/globals'
import { systemClock } from '@waitlist/event-log'
import { createFetchWait } from './fetch-wait.ts'

test('fetches wait longer once no records have come for a while', () => {
  let now = 0
  const wait = createFetchWait({ ...systemClock, now: () => now })
  const atFirst = wait.longest()
  now = 10_000
  const idle = wait.longest()
  wait.seen()
  expect(wait.longest()).toBe(atFirst)
  expect(idle).toBeGreaterThan(atFirst)
  now += 10_000
  expect(wait.longest()).toBe(idle)
})
