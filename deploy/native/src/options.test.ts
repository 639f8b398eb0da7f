import { expect, test } from '@jest/globals'
import { optionsFrom } from './options.ts'

test('without names all engines are meant', () => {
  expect(optionsFrom(['up'])).toEqual({
    action: 'up',
    names: ['kafka', 'mongo', 'redis', 'aws'],
    brokers: undefined,
  })
})

test('named ones are meant once each', () => {
  expect(optionsFrom(['down', 'redis', 'kafka', 'redis'])).toMatchObject({ action: 'down', names: ['redis', 'kafka'] })
})

test('the brokers are a number', () => {
  expect(optionsFrom(['up', 'kafka', '--brokers', '3'])).toMatchObject({ names: ['kafka'], brokers: 3 })
})

test.each([
  [[], 'npm run engines -- up|down|status'],
  [['start'], 'npm run engines -- up|down|status'],
  [['up', 'mysql'], 'there is no engine "mysql"'],
  [['up', 'constructor'], 'there is no engine "constructor"'],
  [['up', '--brokers', '2'], '--brokers is 1 or 3'],
  [['up', '--force'], "Unknown option '--force'"],
])('%j is told how to be written', (args, message) => {
  expect(() => optionsFrom(args)).toThrow(message)
})
