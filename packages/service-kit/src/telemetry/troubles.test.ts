import { expect, test } from '@jest/globals'
import { createTroubles } from './troubles.ts'

function heard() {
  const said: object[] = []
  let now = 0
  const troubles = createTroubles(
    (fields) => said.push(fields),
    () => now,
  )
  return { said, troubles, pass: (ms: number) => (now += ms) }
}

test('a trouble is said by its message, without the stack that the SDK puts around it', () => {
  const { said, troubles } = heard()
  troubles.error(JSON.stringify({ stack: 'Error: connect ECONNREFUSED\n    at x', message: 'connect ECONNREFUSED' }))
  troubles.warn('Dropped 12 spans because maxQueueSize reached')
  troubles.error('{"code":"ECONNREFUSED"}')
  troubles.error('{not JSON')
  expect(said).toEqual([
    { reason: 'connect ECONNREFUSED' },
    { reason: 'Dropped 12 spans because maxQueueSize reached' },
    { reason: '{"code":"ECONNREFUSED"}' },
    { reason: '{not JSON' },
  ])
})

test('the same trouble is said once a minute', () => {
  const { said, troubles, pass } = heard()
  for (let second = 0; second < 150; second += 5) {
    troubles.error('connect ECONNREFUSED')
    pass(5000)
  }
  expect(said).toHaveLength(3)
})

test('what is no trouble is not said', () => {
  const { said, troubles } = heard()
  troubles.info('started')
  troubles.debug('exporting')
  troubles.verbose('exported')
  expect(said).toEqual([])
})
