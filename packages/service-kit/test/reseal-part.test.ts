import { expect, jest, test } from '@jest/globals'
import { silentLogger } from '@waitlist/event-log'
import { createFakeClock } from '@waitlist/testkit/world/fake-clock'
import { resealPart } from '../src/reseal-part.ts'

async function settle(clock: ReturnType<typeof createFakeClock>): Promise<void> {
  for (let round = 0; round < 20; round += 1) {
    await new Promise(setImmediate)
    clock.advance(clock.untilNext() ?? 0)
  }
}

test('people are brought to the newest key behind everybody’s back until none is left, and then it is said', async () => {
  const clock = createFakeClock()
  const counts = [200, 200, 7, 0, 99]
  const reseal = jest.fn(async () => counts.shift() ?? 0)
  const info = jest.fn()
  const part = resealPart({ people: { reseal }, clock, logger: { ...silentLogger, info } })
  await part.start?.()
  await settle(clock)
  expect(reseal).toHaveBeenCalledTimes(4)
  expect(info.mock.calls).toEqual([[{ people: 407, done: true }, expect.stringContaining('newest key')]])
  await part.close()
})

test('a close waits for no more than the part under way, and a store that fails stops nothing', async () => {
  const clock = createFakeClock()
  const reseal = jest.fn(async () => 1)
  const part = resealPart({ people: { reseal }, clock, logger: silentLogger })
  await part.start?.()
  await new Promise(setImmediate)
  await part.close()
  const before = reseal.mock.calls.length
  await settle(clock)
  expect(reseal.mock.calls.length).toBe(before)

  const error = jest.fn()
  const failing = resealPart({
    people: { reseal: () => Promise.reject(new Error('away')) },
    clock,
    logger: { ...silentLogger, error },
  })
  await failing.start?.()
  await failing.close()
  expect(error).toHaveBeenCalledTimes(1)
})
