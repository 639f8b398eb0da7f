import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { Clock } from '@waitlist/event-log'
import { request } from 'undici'
import { createGateway, createMap, createUpstream, type Gateway, type Upstream } from './proxy-fixture.ts'

const names = ['join', 'release', 'notification', 'analytics'] as const

let now: number
const clock: Clock = { now: () => now, after: () => () => {} }

let processes: Record<(typeof names)[number], Upstream>
let map: ReturnType<typeof createMap>
let gateway: Gateway
beforeEach(async () => {
  now = 10_000
  map = createMap()
  const made = await Promise.all(names.map((name) => createUpstream(name)))
  processes = Object.fromEntries(made.map((one) => [one.name, one])) as typeof processes
  for (const name of names) {
    says(processes[name], 200, 'ready')
    map.set(name, processes[name].address)
  }
  gateway = await createGateway(map, clock)
})
afterEach(async () => {
  await gateway.close()
  for (const name of names) await processes[name].close()
})

function says(process: Upstream, code: number, status: unknown) {
  process.answer((_, response) => void response.writeHead(code).end(JSON.stringify({ status })))
}

async function readyz() {
  const { statusCode, body } = await request(`${gateway.origin}/readyz`)
  return [statusCode, await body.json()]
}

const asked = () => names.map((name) => processes[name].seen.filter(({ url }) => url === '/readyz').length)

describe('a gateway in front of other processes', () => {
  test('is ready when a process of each service is', async () => {
    expect(await readyz()).toEqual([200, { status: 'ready' }])
    expect(asked()).toEqual([1, 1, 1, 1])
  })

  test('is ready when not all processes of a service are', async () => {
    const starting = await createUpstream('starting')
    says(starting, 503, 'starting')
    map.set('join', starting.address, 'http://127.0.0.1:1', processes.join.address)
    expect(await readyz()).toEqual([200, { status: 'ready' }])
    await starting.close()
  })

  test('names what is not, and why, but not where', async () => {
    says(processes.join, 503, 'starting')
    map.set('notification')
    await processes.release.close()
    processes.analytics.answer((_, response) => void response.writeHead(503).end('no JSON'))
    expect(await readyz()).toEqual([
      503,
      {
        status: [
          'join: starting',
          'release: does not answer',
          'notification: no process of it is known',
          'analytics: does not answer',
        ].join(', '),
      },
    ])
  })

  test('looks at the map again when a service is not, so that it finds those that are new', async () => {
    const { address } = processes.join
    map.set('join')
    map.onRefresh = async () => void map.set('join', address)
    expect(await readyz()).toEqual([503, { status: 'join: no process of it is known' }])
    now += 1000
    expect(await readyz()).toEqual([200, { status: 'ready' }])
  })

  test('asks no more than once a second, however often it is asked', async () => {
    await Promise.all([readyz(), readyz(), readyz()])
    now += 999
    await readyz()
    expect(asked()).toEqual([1, 1, 1, 1])
    says(processes.join, 503, 'stopping')
    now += 1
    expect(await readyz()).toEqual([503, { status: 'join: stopping' }])
    expect(asked()).toEqual([2, 2, 2, 2])
  })

  test('is alive whatever the others are', async () => {
    for (const name of names) map.set(name)
    expect((await request(`${gateway.origin}/healthz`)).statusCode).toBe(200)
  })
})
