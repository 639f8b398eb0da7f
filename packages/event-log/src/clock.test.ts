import { describe, expect, test } from '@jest/globals'
import { createFakeClock } from '@waitlist/testkit/world/fake-clock'
import { pause, systemClock } from './clock.ts'

describe('the system clock', () => {
  test('tells the time', () => {
    const before = Date.now()
    const now = systemClock.now()
    expect(now).toBeGreaterThanOrEqual(before)
    expect(now).toBeLessThanOrEqual(Date.now())
  })

  test('calls back, in order of the times, at once for one that is past', async () => {
    const called: string[] = []
    await new Promise<void>((resolve) => {
      const keepAlive = setInterval(() => {}, 1000)
      systemClock.after(30, () => {
        called.push('late')
        clearInterval(keepAlive)
        resolve()
      })
      systemClock.after(-5, () => called.push('past'))
    })
    expect(called).toEqual(['past', 'late'])
  })

  test('does not call back what was cancelled', async () => {
    const called: string[] = []
    const keepAlive = setInterval(() => {}, 1000)
    const cancel = systemClock.after(0, () => called.push('cancelled'))
    cancel()
    await new Promise<void>((resolve) => {
      systemClock.after(20, resolve)
    })
    clearInterval(keepAlive)
    expect(called).toEqual([])
  })

  test('does not take a moment years away for now', async () => {
    const called: string[] = []
    const cancel = systemClock.after(10 * 365 * 86_400_000, () => called.push('too early'))
    await new Promise<void>((resolve) => {
      setTimeout(resolve, 20)
    })
    cancel()
    expect(called).toEqual([])
  })
})

test('a pause ends when its time has come', async () => {
  const clock = createFakeClock(0)
  const pausing = pause(clock, 100)
  expect(clock.untilNext()).toBe(100)
  clock.advance(100)
  await pausing
  expect(clock.untilNext()).toBeUndefined()
})
