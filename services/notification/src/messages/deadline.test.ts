import { describe, expect, test } from '@jest/globals'
import { deadlineText } from './deadline.ts'

const at = Date.parse('2027-08-06T16:30:00.000Z')

describe('a deadline', () => {
  test('is in the words of the locale, in the zone of the event, and names the zone', () => {
    expect(deadlineText(at, 'en-GB', 'Europe/London')).toBe('Friday, 6 August 2027 at 17:30 BST')
    expect(deadlineText(at, 'fr', 'Europe/Paris')).toBe('vendredi 6 août 2027 à 18:30 UTC+2')
    expect(deadlineText(at, 'ja', 'Asia/Tokyo')).toContain('2027年8月7日')
  })

  test('is in UTC where the event has no zone, or one that nobody knows', () => {
    expect(deadlineText(at, 'en-GB', undefined)).toBe('Friday, 6 August 2027 at 16:30 UTC')
    expect(deadlineText(at, 'en-GB', 'Mars/Olympus')).toBe('Friday, 6 August 2027 at 16:30 UTC')
  })

  test.each(['xx', 'en-GB-GB-oxendict-oxendict', 'tlh'])('is in English where the locale is %s', (locale) => {
    expect(deadlineText(at, locale, undefined)).toMatch(/^Friday, August 6, 2027 at 4:30\sPM UTC$/)
  })

  test('is right for more locales than are remembered', () => {
    const texts = Array.from({ length: 450 }, (_, n) => deadlineText(at, `en-x-a${n}`, 'UTC'))
    expect(new Set(texts).size).toBe(1)
  })
})
