import { describe, expect, test } from '@jest/globals'
import { enginesFrom, printableEngines } from './engines-config.ts'

const env = { MONGO_URL: 'mongodb://db.example:27017', KAFKA_BROKERS: 'k1.example:9092, k2.example:9092' }

describe('where the engines are', () => {
  test('is read from the environment', () => {
    expect(enginesFrom({ ...env, REDIS_URL: 'redis://cache.example:6379' })).toEqual({
      mongo: { url: 'mongodb://db.example:27017', database: 'waitlist' },
      kafka: { brokers: ['k1.example:9092', 'k2.example:9092'], prefix: '', ssl: false },
      redisUrl: 'redis://cache.example:6379',
    })
  })

  test('may leave out Redis, and name prefixes and a login', () => {
    const more = { MONGO_DATABASE: 'staging', KAFKA_PREFIX: 'staging.', KAFKA_SSL: 'on' }
    expect(enginesFrom({ ...env, ...more, KAFKA_SASL: 'SCRAM-SHA-512:app:pass:word' })).toEqual({
      mongo: { url: env.MONGO_URL, database: 'staging' },
      kafka: {
        brokers: ['k1.example:9092', 'k2.example:9092'],
        prefix: 'staging.',
        ssl: true,
        sasl: { mechanism: 'scram-sha-512', username: 'app', password: 'pass:word' },
      },
      redisUrl: undefined,
    })
  })

  test.each([
    [{ ...env, MONGO_URL: '' }, 'MONGO_URL'],
    [{ ...env, MONGO_URL: 'http://x' }, 'MONGO_URL'],
    [{ ...env, MONGO_DATABASE: 'a/b' }, 'MONGO_DATABASE'],
    [{ ...env, KAFKA_BROKERS: '' }, 'KAFKA_BROKERS'],
    [{ ...env, KAFKA_BROKERS: 'k1' }, 'KAFKA_BROKERS'],
    [{ ...env, KAFKA_PREFIX: 'a b' }, 'KAFKA_PREFIX'],
    [{ ...env, KAFKA_SSL: 'yes' }, 'KAFKA_SSL'],
    [{ ...env, KAFKA_SASL: 'gssapi:a:b' }, 'KAFKA_SASL'],
    [{ ...env, REDIS_URL: 'cache.example' }, 'REDIS_URL'],
  ])('one wrong setting stops the start with a line that names it: %j', (bad, variable) => {
    expect(() => enginesFrom(bad)).toThrow(expect.objectContaining({ name: 'ConfigError' }))
    expect(() => enginesFrom(bad)).toThrow(variable)
  })

  test('is printed without a login', () => {
    const secret = 'hunter2-hunter2'
    const given = enginesFrom({
      MONGO_URL: `mongodb://app:${secret}@db.example:27017/?replicaSet=rs0`,
      KAFKA_BROKERS: 'k1.example:9092',
      KAFKA_SASL: `plain:app:${secret}`,
      REDIS_URL: `rediss://:${secret}@cache.example:6380`,
    })
    const printed = JSON.stringify(printableEngines(given))
    expect(printed).not.toContain(secret)
    expect(printed).toContain('mongodb://db.example:27017')
    expect(printed).toContain('rediss://cache.example:6380')
  })

  test('a bad URL is not repeated, for it may hold a password', () => {
    expect(() => enginesFrom({ ...env, MONGO_URL: 'mongo://app:hunter2@x' })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
    )
  })
})
