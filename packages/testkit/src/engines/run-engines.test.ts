import { describe, expect, test } from '@jest/globals'
import { type EngineSources, findEngines } from './run-engines.ts'

/** A host with what is given of it, and what was started and said on it. */
function host(given: Partial<EngineSources> = {}) {
  const started: string[] = []
  const stopped: string[] = []
  const said: string[] = []
  const sources: EngineSources = {
    env: {},
    native: async () => ({}),
    mayHaveRuntime: () => true,
    wanted: () => true,
    start: async (name) => {
      started.push(name)
      return { url: `${name}://container`, stop: async () => void stopped.push(name) }
    },
    say: (line) => void said.push(line),
    ...given,
  }
  return { sources, started, stopped, said }
}

test('what runs natively is told to the tests, unless they were told otherwise', async () => {
  const native = async () => ({ MONGO_URL: 'native', REDIS_URL: 'native', KAFKA_BROKERS: 'native' })
  const { sources, started } = host({ env: { MONGO_URL: 'told', REDIS_URL: '' }, native })
  await findEngines(sources)
  expect(sources.env).toEqual({ MONGO_URL: 'told', REDIS_URL: 'native', KAFKA_BROKERS: 'native' })
  expect(started).toEqual([])
})

test('what is missing is started in containers, and stopped at the end', async () => {
  const { sources, started, stopped, said } = host({ env: { MONGO_URL: 'told' } })
  const stop = await findEngines(sources)
  expect(started).toEqual(['kafka', 'redis'])
  expect(sources.env).toEqual({
    MONGO_URL: 'told',
    KAFKA_BROKERS: 'kafka://container',
    REDIS_URL: 'redis://container',
  })
  expect(said).toEqual(['starting kafka, redis in containers…'])
  expect(stopped).toEqual([])
  await stop()
  expect(stopped.toSorted()).toEqual(['kafka', 'redis'])
})

describe('nothing is started', () => {
  test.each([
    ['for tests that use no engine', { wanted: () => false }],
    ['when all are there', { env: { MONGO_URL: 'm', REDIS_URL: 'r', KAFKA_BROKERS: 'k' } }],
  ])('%s', async (_case, given) => {
    const { sources, started, said } = host(given)
    const before = { ...sources.env }
    await (await findEngines(sources))()
    expect({ started, said, env: sources.env }).toEqual({ started: [], said: [], env: before })
  })
})

test('without a container runtime one line says what would help', async () => {
  const { sources, started, said } = host({ env: { REDIS_URL: 'r' }, mayHaveRuntime: () => false })
  await (await findEngines(sources))()
  expect({ started, env: sources.env }).toEqual({ started: [], env: { REDIS_URL: 'r' } })
  expect(said).toEqual([expect.stringMatching(/^no kafka, mongo, and no container runtime .* npm run engines -- up/)])
})

test('one that cannot be started is said in a line, and the others go on', async () => {
  const { sources, said, stopped } = host()
  const { start } = sources
  const stop = await findEngines({
    ...sources,
    start: async (name) => {
      if (name === 'mongo') throw new Error('Could not find a working container runtime strategy')
      return start(name)
    },
  })
  expect(said.at(-1)).toBe('mongo: not started (Could not find a working container runtime strategy)')
  expect(Object.keys(sources.env).toSorted()).toEqual(['KAFKA_BROKERS', 'REDIS_URL'])
  await stop()
  expect(stopped.toSorted()).toEqual(['kafka', 'redis'])
})
