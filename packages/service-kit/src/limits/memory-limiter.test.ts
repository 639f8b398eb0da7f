import { describe, expect, test } from '@jest/globals'
import { createFakeClock } from '@waitlist/testkit/world/fake-clock'
import fc from 'fast-check'
import { createMemoryLimiter } from './memory-limiter.ts'

const limit = { count: 20, windowMs: 10_000 }

function rig() {
  const clock = createFakeClock()
  const limiter = createMemoryLimiter(clock)
  const take = (times = 1, key = 'kim') => Array.from({ length: times }, () => limiter.take(key, 1, limit))
  return { clock, limiter, take }
}

describe('a limit', () => {
  test('lets so many through at once, and says what is left and when all is back', () => {
    const { take } = rig()
    const taken = take(21)
    expect(taken.map(({ ok }) => ok)).toEqual([...Array(20).fill(true), false])
    expect(taken[0]).toEqual({ ok: true, remaining: 19, resetSeconds: 1, retryAfterSeconds: 0 })
    expect(taken[19]).toEqual({ ok: true, remaining: 0, resetSeconds: 10, retryAfterSeconds: 0 })
    expect(taken[20]).toEqual({ ok: false, remaining: 0, resetSeconds: 10, retryAfterSeconds: 1 })
  })

  test('comes back evenly, one after each share of the time', () => {
    const { clock, take } = rig()
    take(20)
    for (let n = 0; n < 50; n += 1) {
      clock.advance(499)
      expect(take()[0]?.ok).toBe(false)
      clock.advance(1)
      expect(take()[0]?.ok).toBe(true)
    }
    clock.advance(10_000)
    expect(take(21).filter(({ ok }) => ok)).toHaveLength(20)
  })

  test('says how long to wait, and who waits so long is let through', () => {
    const clock = createFakeClock()
    const limiter = createMemoryLimiter(clock)
    const slow = { count: 2, windowMs: 60_000 }
    limiter.take('kim', 2, slow)
    const { retryAfterSeconds } = limiter.take('kim', 1, slow)
    expect(retryAfterSeconds).toBe(30)
    clock.advance(29_999)
    expect(limiter.take('kim', 1, slow).ok).toBe(false)
    clock.advance(1)
    expect(limiter.take('kim', 1, slow).ok).toBe(true)
  })

  test('is each key’s own', () => {
    const { take } = rig()
    take(20)
    expect([take(1, 'kim')[0]?.ok, take(1, 'lou')[0]?.ok]).toEqual([false, true])
  })

  test('is not taken from by what it refuses, and what costs more than there is takes nothing', () => {
    const { clock, limiter, take } = rig()
    expect(limiter.take('kim', 21, limit).ok).toBe(false)
    take(120)
    clock.advance(10_000)
    expect(take(20).every(({ ok }) => ok)).toBe(true)
  })

  test('lets everybody through again when the clock went back, after a window at most', () => {
    let now = 1_000_000
    const limiter = createMemoryLimiter({ now: () => now, after: () => () => {} })
    for (let n = 0; n < 20; n += 1) limiter.take('kim', 1, limit)
    now = 0
    expect(limiter.take('kim', 1, limit).ok).toBe(false)
    now = 10_000
    expect(limiter.take('kim', 1, limit).ok).toBe(true)
  })
})

test('whatever the rhythm, no stretch of time sees more than a burst and what came back in it', () => {
  const request = fc.record({ pause: fc.nat({ max: 3000 }), cost: fc.integer({ min: 1, max: 5 }) })
  fc.assert(
    fc.property(fc.array(request, { maxLength: 200, size: 'max' }), (requests) => {
      const { clock, limiter } = rig()
      let spent = 0
      let refilledAt = clock.now()
      for (const { pause, cost } of requests) {
        clock.advance(pause)
        // A bucket of 20 that fills by one each 500 ms is the same thing in other words.
        spent = Math.max(0, spent - (clock.now() - refilledAt) / 500)
        refilledAt = clock.now()
        const { ok, remaining } = limiter.take('kim', cost, limit)
        expect(ok).toBe(spent + cost <= 20 + 1e-6)
        if (ok) spent += cost
        expect(Math.abs(remaining - Math.floor(20 - spent + 1e-5))).toBe(0)
      }
    }),
  )
})

test('remembers who took something lately, and nobody else', () => {
  const { clock, limiter } = rig()
  for (let round = 0; round < 10; round += 1) {
    for (let n = 0; n < 1000; n += 1) limiter.take(`${round}-${n}`, 1, limit)
    clock.advance(10_000)
  }
  expect(limiter.size).toBeLessThanOrEqual(2000)
  clock.advance(60_000)
  limiter.take('kim', 1, limit)
  expect(limiter.size).toBe(1)
})
