import { describe, expect, test } from '@jest/globals'
import { engineUrl, planFor } from './engine-url.ts'

const env = { MONGO_URL: 'mongodb://here', KAFKA_BROKERS: 'a:1,b:2', REDIS_URL: '' }

test.each([
  ['mongo', 'mongodb://here'],
  ['kafka', 'a:1,b:2'],
  ['redis', undefined],
  ['aws', undefined],
] as const)('%s is at %s', (name, url) => {
  expect(engineUrl(name, env)).toBe(url)
})

test('the environment of the process is where to look', () => {
  expect(engineUrl('aws')).toBe(process.env.AWS_ENDPOINT_URL || undefined)
})

describe('a test on engines', () => {
  test('runs on those it names', () => {
    expect(planFor(['kafka', 'mongo'], env)).toEqual({
      kind: 'run',
      urls: { kafka: 'a:1,b:2', mongo: 'mongodb://here' },
    })
  })

  test('is skipped when one is missing, with what would give it', () => {
    expect(planFor(['mongo', 'redis', 'aws'], env)).toEqual({
      kind: 'skip',
      reason: 'no redis, aws (REDIS_URL, AWS_ENDPOINT_URL); npm run engines -- up starts what is needed',
    })
  })

  test('fails when they are required', () => {
    const required = { ...env, REQUIRE_ENGINES: '1' }
    expect(planFor(['redis'], required)).toMatchObject({ kind: 'fail', reason: expect.stringContaining('REDIS_URL') })
    expect(planFor(['mongo'], required)).toMatchObject({ kind: 'run' })
  })
})
