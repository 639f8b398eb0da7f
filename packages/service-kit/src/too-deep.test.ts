import { expect, test } from '@jest/globals'
import { tooDeep } from './too-deep.ts'

const nested = (depth: number, open: string, close: string) =>
  JSON.parse(`${open.repeat(depth)}1${close.repeat(depth)}`)

test.each([
  ['[', ']'],
  ['{"a":', '}'],
])('sixty-four levels of %s are taken, more are not, however many', (open, close) => {
  expect(tooDeep(nested(64, open, close))).toBe(false)
  expect(tooDeep(nested(65, open, close))).toBe(true)
  expect(tooDeep(nested(200_000, open, close))).toBe(true)
})

test('what is wide is not deep', () => {
  expect(tooDeep(Array.from({ length: 100_000 }, () => ({ a: [1] })))).toBe(false)
  for (const value of [null, undefined, 1, 'x', [], {}]) expect(tooDeep(value)).toBe(false)
})
