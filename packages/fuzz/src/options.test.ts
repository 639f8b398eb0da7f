import { expect, test } from '@jest/globals'
import { commandLine } from './options.ts'

test('without words it takes two thousand bad requests, a tenth as many good ones, and a seed by chance', () => {
  expect(commandLine([], 7)).toEqual({ count: 2000, valid: 200, seed: 7, url: undefined, only: undefined })
})

test('it takes what it is told', () => {
  const told = commandLine(['--count', '20000', '--seed', '42', '--url', 'http://127.0.0.1:3000', '--only', 'a,b'], 7)
  expect(told).toEqual({ count: 20_000, valid: 2000, seed: 42, url: 'http://127.0.0.1:3000', only: ['a', 'b'] })
})

test.each([[['--count', 'many']], [['--sed', '1']], [['--seed', '-1']], [['--valid']]])('%j is refused', (args) => {
  expect(() => commandLine(args, 7)).toThrow(expect.objectContaining({ name: 'UsageError' }))
})
