import { describe, expect, test } from '@jest/globals'
import { dueBy, pace } from './pace.ts'

describe('what is due', () => {
  test.each([
    [0, 1000, 0, 0],
    [5, 1000, 0, 5],
    [5, 1000, 3, 2],
    [5, 1000, 9, 0],
    [1, 500, 0, 0],
    [2000, 0.5, 0, 1],
  ])('after %d ms at %d a second, when %d have begun: %d', (elapsed, rate, begun, due) => {
    expect(dueBy(elapsed, rate, begun)).toBe(due)
  })
})

describe('acts at a pace', () => {
  test('begin without waiting for those before, and all are waited for', async () => {
    const enough = new AbortController()
    const done = Promise.withResolvers<void>()
    let [begun, ended] = [0, 0]
    const act = async () => {
      begun += 1
      if (begun === 5) {
        enough.abort()
        done.resolve()
      }
      await done.promise
      ended += 1
    }
    const { count } = await pace(1000, act, enough.signal)
    expect(count).toBe(begun)
    expect(ended).toBe(begun)
    expect(begun).toBeGreaterThanOrEqual(5)
  })

  test('that fail end it', async () => {
    const never = new AbortController().signal
    await expect(pace(1000, () => Promise.reject(new Error('refused')), never)).rejects.toThrow('refused')
  })
})
