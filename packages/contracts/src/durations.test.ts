import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { DURATION_PATTERN, durationMs } from './durations.ts'

describe('a duration', () => {
  test.each([
    ['24 hours', 86_400_000],
    ['1 hour', 3_600_000],
    ['1.5h', 5_400_000],
    ['90 minutes', 5_400_000],
    ['5min', 300_000],
    ['5 mins', 300_000],
    ['2m', 120_000],
    ['2 seconds', 2000],
    ['0.25 s', 250],
    ['10 secs', 10_000],
    ['2 days', 172_800_000],
    ['1d', 86_400_000],
    ['250ms', 250],
    ['250 milliseconds', 250],
    ['0 s', 0],
    ['PT24H', 86_400_000],
    ['PT2H', 7_200_000],
    ['P1DT2H3M4.5S', 93_784_500],
    ['P2D', 172_800_000],
    ['PT30M', 1_800_000],
    ['PT0S', 0],
  ])('%s is %d ms', (text, ms) => {
    expect(durationMs(text)).toBe(ms)
  })

  test.each([
    '',
    ' ',
    '5',
    'hours',
    '-5 hours',
    '5 weeks',
    '5 hourss',
    '1e3 s',
    '5 h 30 m',
    ' 5 h',
    '5 h ',
    'P',
    'PT',
    'P1DT',
    'P1M',
    'P1Y',
    'PT1H30',
    'pt1h',
    '1,5 h',
    '0.0001 s',
    '0.5 ms',
    '99999 days',
    '٣ hours',
    '5\u0000h',
  ])('%j is none', (text) => {
    expect(durationMs(text)).toBeUndefined()
  })

  test('never leads out of the range of moments', () => {
    const largest = durationMs('P9999DT99999H9999999M999999999.999S') as number
    expect(Number.isNaN(new Date(Date.UTC(9000, 0) + largest).getTime())).toBe(false)
  })

  test('is read exactly when it fits the pattern, and is finite then', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789.'), maxLength: 13 })
    const unit = fc.constantFrom('', 'ms', 's', 'sec', 'min', 'm', 'hours', 'h', 'd', 'days', 'x', 'H', 'M', 'S')
    const parts = fc.array(fc.tuple(digits, fc.constantFrom('', ' '), unit), { maxLength: 4 })
    const texts = fc.tuple(fc.constantFrom('', 'P', 'PT', 'P1DT'), parts).map(([p, rest]) => p + rest.flat().join(''))
    fc.assert(
      fc.property(texts, (text) => {
        expect(durationMs(text) !== undefined).toBe(new RegExp(DURATION_PATTERN, 'u').test(text))
        expect(durationMs(text) ?? 0).not.toBeNaN()
        expect(Number.isFinite(durationMs(text) ?? 0)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })
})
