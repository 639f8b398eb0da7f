import { expect, test } from '@jest/globals'
import { backOff, fractionOf } from './back-off.ts'

const ids = Array.from({ length: 200 }, (_, n) => `ntc_${n}`)

test('waits double from a second up to a quarter of an hour, and never less than half of that', () => {
  for (const [attempts, longest] of [1, 2, 3, 4, 10, 11, 100].map(
    (n) => [n, Math.min(500 * 2 ** n, 900_000)] as const,
  )) {
    const waits = ids.map((id) => backOff(attempts, id))
    expect(Math.max(...waits)).toBeLessThanOrEqual(longest)
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(longest / 2)
    // Those that failed together come back apart.
    expect(new Set(waits).size).toBeGreaterThan(100)
  }
})

test('waits the same whoever asks', () => {
  expect(ids.map((id) => backOff(3, id))).toEqual(ids.map((id) => backOff(3, id)))
  expect(fractionOf('a')).toBe(fractionOf('a'))
})

test('makes fractions of any text', () => {
  const fractions = ids.map(fractionOf)
  for (const fraction of fractions) expect(fraction >= 0 && fraction < 1).toBe(true)
  const mean = fractions.reduce((sum, fraction) => sum + fraction, 0) / fractions.length
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.1)
})
