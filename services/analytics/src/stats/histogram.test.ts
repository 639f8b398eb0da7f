import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { addValue, createHistogram, type Histogram, mergeInto, quantile } from './histogram.ts'

const histogramOf = (values: readonly number[]): Histogram => {
  const histogram = createHistogram()
  for (const value of values) addValue(histogram, value)
  return histogram
}
const nearestRank = (values: readonly number[], q: number) =>
  values.toSorted((a, b) => a - b)[Math.max(1, Math.ceil(q * values.length)) - 1]

const few = fc.array(fc.integer({ min: 0, max: 1e10 }), { minLength: 1, maxLength: 60 })
const many = fc.array(fc.integer({ min: 0, max: 1e10 }), { minLength: 600, maxLength: 900 })
const share = fc.double({ min: 0, max: 1, noNaN: true })

describe('a quantile', () => {
  test('of nothing is nothing', () => {
    expect(quantile(createHistogram(), 0.5)).toBeNull()
  })

  test('of few values is one of them, by nearest rank', () => {
    expect(quantile(histogramOf([30, 10, 20]), 0.5)).toBe(20)
    expect(quantile(histogramOf([30, 10, 20, 40]), 0.5)).toBe(20)
    expect(quantile(histogramOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]), 0.9)).toBe(9)
    fc.assert(
      fc.property(few, share, (values, q) => expect(quantile(histogramOf(values), q)).toBe(nearestRank(values, q))),
    )
  })

  test('of many values is one per cent off at most', () => {
    fc.assert(
      fc.property(many, share, (values, q) => {
        const exact = nearestRank(values, q) as number
        expect(Math.abs((quantile(histogramOf(values), q) as number) - exact)).toBeLessThanOrEqual(exact * 0.01 + 0.02)
      }),
      { numRuns: 30 },
    )
  })

  test('of many zeros is zero, and a negative value is one', () => {
    expect(quantile(histogramOf(Array.from({ length: 700 }, () => 0)), 0.9)).toBe(0)
    expect(quantile(histogramOf([-5]), 0.5)).toBe(0)
  })
})

describe('a histogram', () => {
  test('does not show in which order its values came', () => {
    fc.assert(fc.property(few, (values) => expect(histogramOf(values.toReversed())).toEqual(histogramOf(values))))
    const values = Array.from({ length: 800 }, (_, n) => n * n)
    expect(histogramOf(values.toReversed())).toEqual(histogramOf(values))
  })

  test.each([
    ['few and few', 20, 30],
    ['few that become many', 300, 300],
    ['few and many', 20, 700],
    ['many and few', 700, 20],
    ['many and many', 700, 700],
  ])('merged with another holds the values of both: %s', (_, one, other) => {
    const [a, b] = [Array.from({ length: one }, (_, n) => 7 * n), Array.from({ length: other }, (_, n) => 11 * n)]
    const merged = histogramOf(a)
    mergeInto(merged, histogramOf(b))
    expect(merged).toEqual(histogramOf([...a, ...b]))
    expect(merged.count).toBe(one + other)
  })

  test('of very many values takes no more room than one of a thousand', () => {
    const histogram = createHistogram()
    for (let n = 0; n < 200_000; n += 1) addValue(histogram, (n * 7919) % 86_400_000)
    expect(histogram.exact).toBeUndefined()
    expect(histogram.buckets.size).toBeLessThan(1000)
  })
})
