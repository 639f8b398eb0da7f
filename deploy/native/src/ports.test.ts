import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { choosePort, freePorts, isOpen, wantedPort } from './ports.ts'

let server: Server
let taken = 0

beforeEach(async () => {
  server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  taken = (server.address() as { port: number }).port
})
afterEach(() => void server.close())

describe('the port an engine is told to have', () => {
  test.each([
    ['kafka', {}, 9092],
    ['redis', { ENGINES_PORT_BASE: '20000' }, 20020],
    ['mongo', { ENGINES_PORT_BASE: '20000', ENGINES_MONGO_PORT: '5000' }, 5000],
    ['aws', { ENGINES_PORT_BASE: '0' }, 0],
    ['aws', { ENGINES_PORT_BASE: '', ENGINES_AWS_PORT: '' }, 4566],
  ] as const)('%s with %j: %i', (name, env, port) => {
    expect(wantedPort(name, env)).toBe(port)
  })

  test.each(['x', '-1', '70000', '1.5'])('%s is none', (text) => {
    expect(() => wantedPort('redis', { ENGINES_REDIS_PORT: text })).toThrow('ENGINES_REDIS_PORT is')
  })
})

test('a port is open while somebody listens', async () => {
  expect(await isOpen(taken)).toBe(true)
  server.close()
  await once(server, 'close')
  expect(await isOpen(taken)).toBe(false)
})

test('free ports are in a row', async () => {
  const first = await freePorts(6)
  const open = await Promise.all([0, 1, 2, 3, 4, 5].map((i) => isOpen(first + i)))
  expect(open).not.toContain(true)
})

describe('an engine that starts', () => {
  test('takes the port it is told', async () => {
    const free = await freePorts(1)
    expect(await choosePort('redis', 1, { ENGINES_REDIS_PORT: `${free}` })).toBe(free)
  })

  test('is told how to move when another has it', async () => {
    const asked = choosePort('redis', 1, { ENGINES_REDIS_PORT: `${taken}` })
    await expect(asked).rejects.toThrow(`port ${taken} is in use; set ENGINES_REDIS_PORT`)
  })

  test('also when it is one of the ports behind the first', async () => {
    const asked = choosePort('kafka', 3, { ENGINES_KAFKA_PORT: `${taken - 5}` })
    await expect(asked).rejects.toThrow('is in use; set ENGINES_KAFKA_PORT')
  })

  test('finds one for itself when told 0', async () => {
    const port = await choosePort('mongo', 1, { ENGINES_PORT_BASE: '0' })
    expect(port).toBeGreaterThan(0)
    expect(await isOpen(port)).toBe(false)
  })
})
