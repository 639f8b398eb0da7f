import { describe, expect, test } from '@jest/globals'
import { quantile, ratios, summarize } from './statistics.ts'

describe('a summary', () => {
  test('takes the sample in the middle, whatever the order they came in', () => {
    expect(summarize([9, 1, 5])).toEqual({ median: 5, least: 1, most: 9 })
  })

  test('of an even number takes the mean of the two in the middle', () => {
    expect(summarize([4, 1, 3, 100])).toEqual({ median: 3.5, least: 1, most: 100 })
  })

  test('sorts as numbers, and leaves the samples as they are', () => {
    const samples = [10, 9, 100]
    expect(summarize(samples).median).toBe(10)
    expect(samples).toEqual([10, 9, 100])
  })

  test('of nothing, or of what is no number, is refused', () => {
    expect(() => summarize([])).toThrow('no samples')
    expect(() => summarize([1, Number.NaN])).toThrow('no number')
    expect(() => summarize([1 / 0])).toThrow('no number')
  })
})

describe('ratios', () => {
  test('are taken pair by pair, so that what slows both down changes nothing', () => {
    expect(ratios([10, 100], [20, 200])).toEqual([0.5, 0.5])
  })

  test('need pairs', () => {
    expect(() => ratios([1], [1, 2])).toThrow('pairs')
  })
})

describe('a quantile', () => {
  test('is the sample that so many are no larger than', () => {
    const hundred = Array.from({ length: 100 }, (_, at) => 100 - at)
    expect(quantile(hundred, 0.99)).toBe(99)
    expect(quantile(hundred, 0.5)).toBe(50)
    expect(quantile(hundred, 1)).toBe(100)
    expect(quantile([7], 0.99)).toBe(7)
  })

  test('of nothing is refused', () => {
    expect(() => quantile([], 0.5)).toThrow('no samples')
  })
})
