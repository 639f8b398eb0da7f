import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { Compile } from 'typebox/compile'
import { DurationText, Locale, Moment, OpaqueId, PositiveDurationText, TierName } from './scalars.ts'

describe('a moment', () => {
  const moment = Compile(Moment)

  test.each([
    '2027-06-12T18:00:00Z',
    '2027-06-12T18:00:00.000Z',
    '2027-06-12T18:00:00.123456789+02:00',
    '2028-02-29T23:59:59-11:30',
    '2027-06-12t18:00:00z',
  ])('%s is one', (text) => {
    expect(moment.Check(text)).toBe(true)
  })

  test.each([
    '2026-02-30T00:00:00Z',
    '2027-02-29T00:00:00Z',
    '2027-13-01T00:00:00Z',
    '2027-06-12T24:00:00Z',
    '2027-06-12T18:60:00Z',
    '2016-12-31T23:59:60Z',
    '2027-06-12',
    '2027-06-12T18:00:00',
    '2027-06-12 18:00:00Z',
    '2027-06-12T18:00:00+02',
    '2027-06-12T18:00:00+24:00',
    '2027-06-12T18:00Z',
    '12027-06-12T18:00:00Z',
    '2027-06-12T18:00:00Z\n',
    '',
  ])('%j is none', (text) => {
    expect(moment.Check(text)).toBe(false)
  })

  test('is always a JavaScript date', () => {
    const two = fc.integer({ min: 0, max: 70 }).map((n) => String(n).padStart(2, '0'))
    const parts = fc.tuple(two, two, two, two, two, fc.constantFrom('Z', '+05:30', '-23:59', '.5Z', 'z', '+1', ' Z'))
    fc.assert(
      fc.property(parts, ([month, day, hour, minute, second, rest]) => {
        const text = `2027-${month}-${day}T${hour}:${minute}:${second}${rest}`
        expect(!moment.Check(text) || Number.isFinite(Date.parse(text))).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  test('that a date writes is one', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true }),
        (date) => {
          expect(moment.Check(date.toISOString())).toBe(true)
        },
      ),
    )
  })
})

describe('an opaque id', () => {
  const id = Compile(OpaqueId)

  test('is 1 to 64 of its characters', () => {
    for (const text of ['e', 'A-z_0.9:x'.replace('_', '-'), 'constructor', 'x'.repeat(64)])
      expect(id.Check(text)).toBe(true)
  })

  test('is nothing else', () => {
    const texts = [
      '',
      'x'.repeat(65),
      'a b',
      'a/b',
      'ä',
      'a\n',
      'a\r\nSet-Cookie: b',
      '\u0000',
      '__proto__',
      '../x',
      5,
      null,
    ]
    for (const text of texts) expect(id.Check(text)).toBe(false)
  })
})

test('a tier is short and has no blanks', () => {
  expect(['vip', 'gold.2'].map((name) => Compile(TierName).Check(name))).toEqual([true, true])
  expect(['', 'v i p', 'x'.repeat(41), '__proto__'].map((name) => Compile(TierName).Check(name))).not.toContain(true)
})

test('a locale is a language with subtags', () => {
  expect(['de', 'en-US', 'zh-Hant-TW'].every((text) => Compile(Locale).Check(text))).toBe(true)
  expect(['d', 'de_AT', 'de-', '<b>', 'de-AT\r\n'].some((text) => Compile(Locale).Check(text))).toBe(false)
})

test('a window has a length, a grace need not', () => {
  for (const none of ['0 hours', '0.0 s', 'PT0S']) {
    expect(Compile(DurationText).Check(none)).toBe(true)
    expect(Compile(PositiveDurationText).Check(none)).toBe(false)
  }
  for (const some of ['2 seconds', '0.5 h', 'PT10M']) expect(Compile(PositiveDurationText).Check(some)).toBe(true)
})
