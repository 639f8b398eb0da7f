import { expect, test } from '@jest/globals'
import { backOff } from './back-off.ts'

test('waits double from a second up to five minutes', () => {
  expect([1, 2, 3, 4, 9, 10, 100].map(backOff)).toEqual([1000, 2000, 4000, 8000, 256_000, 300_000, 300_000])
})
