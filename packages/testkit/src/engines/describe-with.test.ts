import { expect, test } from '@jest/globals'
import { createDescribeWith } from './describe-with.ts'

/** Notes what is registered, and runs what jest would run. */
function rig(env: Record<string, string>) {
  const seen: string[] = []
  const describeWith = createDescribeWith(
    {
      describe: (title, body) => {
        seen.push(`describe ${title}`)
        body()
      },
      skip: (title, body) => {
        seen.push(`skip ${title}`)
        body()
      },
      test: (title, body) => {
        seen.push(`test ${title}`)
        expect(body).toThrow(/^no redis \(REDIS_URL\)/)
      },
      say: (line) => seen.push(`say ${line}`),
    },
    env,
  )
  return { seen, describeWith }
}

const env = { MONGO_URL: 'mongodb://here', KAFKA_BROKERS: 'a:1' }

test('one engine gives its address to the body', () => {
  const { seen, describeWith } = rig(env)
  describeWith('mongo', 'keeps', (url) => seen.push(url))
  expect(seen).toEqual(['describe keeps', 'mongodb://here'])
})

test('several give theirs by name', () => {
  const { seen, describeWith } = rig(env)
  describeWith(['kafka', 'mongo'], 'flows', ({ kafka, mongo }) => seen.push(kafka, mongo))
  expect(seen).toEqual(['describe flows', 'a:1', 'mongodb://here'])
})

test('a missing one skips without entering the body, and says so in one line', () => {
  const { seen, describeWith } = rig(env)
  describeWith(['mongo', 'redis'], 'ranks', () => seen.push('entered'))
  expect(seen).toEqual([
    'say skipped "ranks": no redis (REDIS_URL); npm run engines -- up starts what is needed',
    'skip ranks',
    'test has mongo, redis',
  ])
})

test('a missing one fails where engines are required', () => {
  const { seen, describeWith } = rig({ ...env, REQUIRE_ENGINES: '1' })
  describeWith('redis', 'ranks', () => seen.push('entered'))
  expect(seen).toEqual(['describe ranks', 'test has redis'])
})
