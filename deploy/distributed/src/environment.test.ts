import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { completeConfig, configFrom } from '@waitlist/service-kit'
import { enginesFor, instanceEnvironment, sharedEnvironment } from './environment.ts'

describe('where the engines are', () => {
  const native = { KAFKA_BROKERS: 'native:9092', MONGO_URL: 'mongodb://native', AWS_ENDPOINT_URL: 'http://native' }

  test('is what the environment says, else what runs here; what sends messages is only told', () => {
    expect(enginesFor({ MONGO_URL: 'mongodb://told', KAFKA_BROKERS: '' }, native)).toEqual({
      KAFKA_BROKERS: 'native:9092',
      MONGO_URL: 'mongodb://told',
    })
  })

  test('copies are as many as the brokers that are used can hold', () => {
    const cluster = { ...native, KAFKA_REPLICATION: '3' }
    expect(enginesFor({}, cluster)).toMatchObject({ KAFKA_REPLICATION: '3' })
    expect(enginesFor({ KAFKA_BROKERS: 'one:9092' }, cluster).KAFKA_REPLICATION).toBeUndefined()
    expect(enginesFor({ KAFKA_BROKERS: 'two:9092', KAFKA_REPLICATION: '2' }, cluster).KAFKA_REPLICATION).toBe('2')
  })

  test.each([
    [{}, 'KAFKA_BROKERS and MONGO_URL missing; set them, or start the engines: npm run engines -- up'],
    [{ KAFKA_BROKERS: 'k:1' }, 'MONGO_URL missing; set it, or start the engines: npm run engines -- up'],
  ])('with only %j is an error that says what to do', (env, message) => {
    expect(() => enginesFor(env, {})).toThrow(message)
  })
})

describe('what processes are told', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'distributed-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))
  const complete = (env: Record<string, string>) => completeConfig(configFrom({ env }, folder), env)

  test('is the secrets of the data folder, the same for every start', () => {
    const first = sharedEnvironment(complete({}))
    expect(sharedEnvironment(complete({}))).toEqual(first)
    expect(first).toMatchObject({
      AUTH_SECRET: expect.stringMatching(/^.{43}$/),
      CLAIM_KEY: expect.stringMatching(/^k1:.{43}$/),
      PEOPLE_KEY: expect.stringMatching(/^.{43}$/),
      PUBLIC_URL: 'http://127.0.0.1:3000',
      DATA_DIR: join(folder, 'data'),
    })
  })

  test('makes the same configuration again', () => {
    const CLAIM_KEY = 'new:secret-of-sixteen,old:secret-of-sixteen'
    const config = complete({ CLAIM_KEY, PUBLIC_URL: 'https://tickets.example' })
    const again = complete({ ...sharedEnvironment(config) } as Record<string, string>)
    expect(again).toEqual({ ...config, ownAuthSecret: undefined })
  })

  test('leaves a given way to check tokens alone', () => {
    const shared = sharedEnvironment(complete({ AUTH_JWKS_URL: 'https://login.example/keys' }))
    expect(shared).not.toHaveProperty('AUTH_SECRET')
  })

  test('is where each listens, and is reached', () => {
    const instance = { name: 'join-2', service: 'join', host: '127.0.0.1', port: 4002 } as const
    expect(instanceEnvironment(instance)).toEqual({
      HOST: '127.0.0.1',
      PORT: '4002',
      ADDRESS: 'http://127.0.0.1:4002',
    })
  })
})
