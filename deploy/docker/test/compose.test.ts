import { execFileSync, spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { describe, expect, test } from '@jest/globals'
import { images } from '@waitlist/testkit/engines/images'
import { readCompose, root } from '../src/compose.ts'

const compose = readCompose()
const all = Object.entries(compose.services)
const ours = all.filter(([, { build }]) => build)
const names = all.map(([name]) => name)

/** What the configuration knows by name, as far as it can be told from its source. */
const configuration = globSync('{packages/service-kit,services/*}/src/**/*.ts', { cwd: root })
  .filter((path) => !path.endsWith('.test.ts'))
  .map((path) => readFileSync(join(root, path), 'utf8'))
  .join('\n')
/** Read by the AWS SDK itself. */
const ofTheSdk = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']
const required = /^\$\{(\w+):\?.+\}$/

test('all services, their engines and the topics job are there, under no name of their own', () => {
  const expected = ['gateway', 'join', 'release', 'notification', 'analytics', 'topics']
  expect(names).toEqual([...expected, 'kafka', 'mongo', 'redis', 'mail', 'aws'])
  expect(compose.name).toBeUndefined()
})

test.each(ours)('%s is built by the one recipe, from a service that is there', (name, { build, init, environment }) => {
  expect(build).toMatchObject({ context: '.', dockerfile: 'deploy/Dockerfile' })
  expect(build?.args.SERVICE).toBe(name === 'topics' ? 'join' : name)
  expect(globSync(`services/${build?.args.SERVICE}/package.json`, { cwd: root })).toHaveLength(1)
  expect(init ?? name === 'topics').toBe(true)
  expect(environment).toMatchObject({
    KAFKA_BROKERS: 'kafka:9092',
    MONGO_URL: expect.stringContaining('//mongo:27017/'),
  })
})

describe.each(all)('%s', (name, service) => {
  test('has an image that stays the same', () => {
    if (service.build) expect(service.image).toBe(`waitlist-${service.build.args.SERVICE}`)
    else expect(service.image).toMatch(/^[a-z0-9./-]+:v?\d+\.\d+\.\d+(-[a-z]+)?$/)
  })

  test('has a check of its health, unless it is a job', () => {
    const { healthcheck = {} } = service
    if (name === 'topics') expect(healthcheck).toEqual({ disable: true })
    // The image of ours brings one along.
    else expect(service.build ? { test: ['of the image'], ...healthcheck } : healthcheck).toHaveProperty('test')
  })

  test('depends only on what is there, and waits until that works', () => {
    const waited = Object.entries(service.depends_on ?? {}).map(([on, { condition }]) => {
      expect(names).toContain(on)
      return [on, condition]
    })
    const expected = waited.map(([on]) => [on, on === 'topics' ? 'service_completed_successfully' : 'service_healthy'])
    expect(waited).toEqual(expected)
  })

  test('comes back when it fails', () => {
    expect(service.restart).toBe(name === 'topics' ? 'on-failure' : 'unless-stopped')
  })

  test('is given no secret that stands in the file', () => {
    const secrets = Object.entries(service.environment ?? {}).filter(([key]) => /SECRET|KEY|PASSWORD|TOKEN/.test(key))
    for (const [, value] of secrets) expect(value).toMatch(/^\$\{\w+:[?-]/)
  })

  test('keeps its data in volumes that are there', () => {
    const volumes = (service.volumes ?? []).map((volume) => volume.split(':')[0])
    expect(Object.keys(compose.volumes)).toEqual(expect.arrayContaining(volumes))
  })
})

test.each(ours)('%s is told nothing that its configuration does not know', (_name, { environment = {} }) => {
  const unknown = Object.keys(environment).filter((key) => !new RegExp(`\\b${key}\\b`).test(configuration))
  expect(unknown.filter((key) => !ofTheSdk.includes(key))).toEqual([])
})

test('only the gateway and the caught messages can be reached from outside, so that the others can be several', () => {
  const ports = all.filter(([, { ports }]) => ports).map(([name, { ports }]) => [name, ...(ports ?? [])])
  expect(ports).toEqual([
    ['gateway', expect.stringContaining(':3000')],
    ['mail', '127.0.0.1:8025:8025'],
  ])
})

test('the example names exactly what has to be given', () => {
  const needed = ours.flatMap(([, { environment = {} }]) =>
    Object.values(environment).map((value) => required.exec(`${value}`)?.[1]),
  )
  const example = parseEnv(readFileSync(join(root, '.env.example'), 'utf8'))
  expect(Object.keys(example).toSorted()).toEqual([...new Set(needed.filter(Boolean))].toSorted())
  expect(Object.values(example).join('')).toBe('')
})

test('tests run on the same images', () => {
  const { kafka, mongo, redis } = compose.services
  expect(images).toEqual({ kafka: kafka?.image, mongo: mongo?.image, redis: redis?.image })
})

// Needs the client with its compose plugin, but no engine.
if (spawnSync('docker', ['compose', 'version']).status === 0) {
  test('docker compose takes it', () => {
    const env = { ...process.env, AUTH_SECRET: 'a', CLAIM_KEY: 'b', PEOPLE_KEY: 'c' }
    execFileSync('docker', ['compose', 'config', '-q'], { cwd: root, env })
  })
}
