import { expect, test } from '@jest/globals'
import { findEngines } from './engines.ts'

const all = { MONGO_URL: 'mongodb://m', KAFKA_BROKERS: 'k1:1,k2:2', REDIS_URL: 'redis://r' }

test('engines are where the environment says, under a name that nobody else has', () => {
  const found = findEngines(all)
  expect(found).toMatchObject({ mongoUrl: 'mongodb://m', brokers: ['k1:1', 'k2:2'], redisUrl: 'redis://r' })
  expect(findEngines(all)).not.toEqual(found)
})

test('without one of them the reason is said, and it is an error where they have to be there', () => {
  const some = { ...all, REDIS_URL: '' }
  expect(findEngines(some)).toContain('no redis (REDIS_URL)')
  expect(() => findEngines({ ...some, REQUIRE_ENGINES: '1' })).toThrow('no redis (REDIS_URL)')
})
