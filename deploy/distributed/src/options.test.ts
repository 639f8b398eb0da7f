import { expect, test } from '@jest/globals'
import { countsFrom } from './options.ts'

test('two of those that own streams, one of the others', () => {
  expect(countsFrom([])).toEqual({ gateway: 1, join: 2, release: 2, notification: 1, analytics: 1 })
})

test('each may be told but the gateway', () => {
  expect(countsFrom(['--join', '3', '--analytics=2'])).toMatchObject({ join: 3, release: 2, analytics: 2 })
})

test.each([
  [['--join', '0'], /^--join is "0"; it must be a number of processes from 1 to 12$/],
  [['--release', '13'], /^--release is "13"/],
  [['--release', 'two'], /^--release is "two"/],
  [['--gateway', '2'], /^Unknown option '--gateway'.*there are --join N, --release N/],
  [['more'], /^Unexpected argument 'more'/],
])('%j is refused with what can be said', (args, message) => {
  expect(() => countsFrom(args)).toThrow(expect.objectContaining({ name: 'ConfigError' }))
  expect(() => countsFrom(args)).toThrow(message)
})
