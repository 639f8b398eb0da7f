import type { ServerResponse } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { PARTITIONS, type RouteDefinition, randomId, routes } from '@waitlist/contracts'
import type { Clock } from '@waitlist/event-log'
import { Pool } from 'undici'
import { createGateway, createMap, createUpstream, fastClock, type Gateway, type Upstream } from './proxy-fixture.ts'

let owner: Upstream
let other: Upstream
let map: ReturnType<typeof createMap>
let gateway: Gateway
let client: Pool
beforeEach(async () => {
  owner = await createUpstream('owner')
  other = await createUpstream('other')
  map = createMap()
  for (const service of ['join', 'release', 'analytics'] as const) {
    map.set(service, owner.address, other.address)
    for (let at = 0; at < PARTITIONS; at++) map.own(service, at, owner.address)
  }
  await openGateway(fastClock)
})
afterEach(async () => {
  await closeGateway()
  await owner.close()
  await other.close()
})

async function openGateway(clock: Clock) {
  gateway = await createGateway(map, clock)
  client = new Pool(gateway.origin)
}

async function closeGateway() {
  await client.destroy()
  await gateway.close()
}

type Asked = { path: string; method: RouteDefinition['method']; headers?: Record<string, string>; body?: string }

async function send({ path, method, headers = {}, body }: Asked) {
  const answer = await client.request({ path, method, headers, body: body ?? null })
  return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() }
}

const form: Asked = { path: '/api/waitlist/form/concert', method: 'GET' }
const settings: Asked = { path: '/api/waitlist/settings/concert', method: 'PUT', body: '{}' }
const counts = () => [owner.seen.length, other.seen.length]

const breakOff = (_: unknown, response: ServerResponse) => void response.destroy()

const busy = (detail: RegExp) => ({
  status: 503,
  headers: { 'retry-after': '1', 'content-type': 'application/problem+json; charset=utf-8' },
  text: expect.stringMatching(detail),
})

describe('an owner that cannot be reached', () => {
  test('is replaced by the one that the map names when it is looked at again', async () => {
    await owner.close()
    const next = await createUpstream('next')
    map.onRefresh = async () => {
      map.set('join', next.address, other.address)
      for (let at = 0; at < PARTITIONS; at++) map.own('join', at, next.address)
    }
    expect(await send(settings)).toMatchObject({ status: 200, text: 'next' })
    expect([map.refreshed, next.seen.length, other.seen.length]).toEqual([1, 1, 0])
    await next.close()
  })

  test('is replaced by any other where the map has nothing better', async () => {
    await owner.close()
    await closeGateway()
    // However long the requests take, they are within the second that a process is avoided.
    const now = fastClock.now()
    await openGateway({ ...fastClock, now: () => now })
    for (let times = 0; times < 3; times++) expect(await send(settings)).toMatchObject({ status: 200, text: 'other' })
    expect(counts()).toEqual([0, 3])
    expect(gateway.logged.filter(({ message }) => message === 'a process does not answer')).toHaveLength(1)
  })

  test('is asked again when it is back under its address', async () => {
    await owner.close()
    map.set('join', owner.address)
    let back: Upstream | undefined
    map.onRefresh = async () => {
      if (map.refreshed === 3) back = await createUpstream('back', owner.port)
    }
    expect(await send(settings)).toMatchObject({ status: 200, text: 'back' })
    await back?.close()
  })

  test('is replaced too where its connections were kept open and break', async () => {
    expect(await send(form)).toMatchObject({ text: 'owner' })
    await owner.close()
    expect(await send(form)).toMatchObject({ status: 200, text: 'other' })
    expect(await send(settings)).toMatchObject({ status: 200, text: 'other' })
  })
})

describe('when nobody can be reached', () => {
  test('the answer is that we are busy, after a few tries', async () => {
    await owner.close()
    await other.close()
    const answer = await send(settings)
    expect(answer).toMatchObject(busy(/No process of the join service can be reached/))
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'WL_ERR_BUSY', instance: settings.path })
    expect(map.refreshed).toBeGreaterThan(2)
    expect(map.refreshed).toBeLessThan(20)
  })

  test('as nobody is known, the answer is the same', async () => {
    map.disown()
    map.set('join')
    expect(await send(form)).toMatchObject(busy(/No process of the join service/))
  })

  test('as nobody is known yet, a request waits until somebody is', async () => {
    map.disown()
    map.set('join')
    map.onRefresh = async () => void (map.refreshed === 2 && map.set('join', other.address))
    expect(await send(settings)).toMatchObject({ status: 200, text: 'other' })
  })

  test('as the map names what is no address, the answer is the same', async () => {
    map.disown()
    map.set('join', 'nonsense')
    expect(await send(form)).toMatchObject(busy(/No process of the join service/))
  })

  test('as the map cannot be looked at either, the answer is the same', async () => {
    await owner.close()
    await other.close()
    map.onRefresh = async () => {
      throw new Error('Kafka is away')
    }
    expect(await send(form)).toMatchObject(busy(/No process of the join service/))
  })
})

/** Those that do no more when they are made twice, without and with an Idempotency-Key. */
const repeatable = new Set(['joinWaitlist', 'claimOffer'])
const withKey = new Set([
  ...repeatable,
  ...['leaveWaitlist', 'releaseTickets', 'declineOffer', 'moveEntry', 'removeEntry'],
])

/** Of those that any process may answer it depends on whose turn it is which one is asked first. */
const proxied = Object.values<RouteDefinition>(routes).filter(
  ({ service, owner: { by } }) => service !== 'gateway' && by !== 'any',
)

describe('a connection that breaks after the request was sent', () => {
  const cases = proxied.flatMap((route) => [
    [route.id, 'no key', route, {}, route.method === 'GET' || repeatable.has(route.id)] as const,
    [route.id, 'a key', route, { 'idempotency-key': 'k' }, route.method === 'GET' || withKey.has(route.id)] as const,
  ])
  test.each(cases)('of %s, with %s, is made once more elsewhere only where that is harmless', async (...given) => {
    const [, , { path, method }, headers, again] = given
    owner.answer(breakOff)
    const offerId = randomId('off', 'concert')
    const entryId = randomId('ent', 'concert')
    const filled = path
      .replace('{offerId}', offerId)
      .replace('{entryId}', entryId)
      .replace(/\{\w+\}/, 'concert')
    const query = method === 'GET' || method === 'DELETE' ? '?eventId=concert' : ''
    const body = method === 'GET' || method === 'DELETE' ? undefined : '{"eventId":"concert"}'
    const answer = await send({ path: `${filled}${query}`, method, headers, ...(body && { body }) })
    if (again) expect(answer).toMatchObject({ status: 200, text: 'other' })
    else expect(answer).toMatchObject(busy(/may or may not have happened/))
    expect(counts()).toEqual([1, again ? 1 : 0])
    expect(other.seen.map((seen) => seen.body.toString())).toEqual(again ? [body ?? ''] : [])
  })

  test('a second time is not made up for', async () => {
    owner.answer(breakOff)
    other.answer(breakOff)
    expect(await send(form)).toMatchObject(busy(/may or may not have happened/))
    expect(counts()).toEqual([1, 1])
  })

  test('is made up for by the only process there is, when it is back', async () => {
    map.set('join', owner.address)
    owner.answer((_, response) => {
      owner.answer((_request, next) => void next.end('again'))
      response.destroy()
    })
    expect(await send(form)).toMatchObject({ status: 200, text: 'again' })
    expect(counts()).toEqual([2, 0])
  })

  test('with an answer that is no HTTP is the same', async () => {
    owner.answer((_, response) => void response.socket?.end('nonsense\r\n\r\n'))
    expect(await send(form)).toMatchObject({ status: 200, text: 'other' })
    expect(await send(settings)).toMatchObject(busy(/may or may not/))
  })
})

describe('an answer that has begun', () => {
  test.each([
    ['of a length', { 'content-length': '100' }],
    ['in chunks', {}],
  ])('and breaks off, %s, breaks off for the client too, and nobody else is asked', async (_, headers) => {
    owner.answer((_request, response) => {
      response.writeHead(200, headers)
      response.write('the beginning')
      response.once('drain', () => {})
      setImmediate(() => response.destroy())
    })
    await expect(send(form)).rejects.toThrow()
    expect(counts()).toEqual([1, 0])
    owner.answer((_request, response) => void response.end('whole'))
    expect(await send(form)).toMatchObject({ status: 200, text: 'whole' })
  })

  test('is passed on whatever it says: that a service is busy is for the client to know', async () => {
    owner.answer((_, response) => void response.writeHead(503, { 'retry-after': '7' }).end('busy'))
    expect(await send(form)).toMatchObject({ status: 503, headers: { 'retry-after': '7' }, text: 'busy' })
    expect(counts()).toEqual([1, 0])
  })
})

test('of many requests under way when an owner dies, each has one answer', async () => {
  owner.answer((_, response) => {
    if (owner.seen.length < 40) return
    owner.answer(breakOff)
    response.destroy()
    void owner.close()
  })
  const ids = Array.from({ length: 100 }, (_, at) => `${at}`)
  const isRead = (id: string) => Number(id) % 2 === 1
  const answers = await Promise.all(
    ids.map(async (id) => ({ id, ...(await send({ ...(isRead(id) ? form : settings), headers: { 'x-id': id } })) })),
  )
  const answered = answers.filter(({ status }) => status === 200)
  expect(answers.filter(({ id, status }) => isRead(id) && status !== 200)).toEqual([])
  for (const { status, text } of answers) {
    if (status !== 200) expect([status, text]).toEqual([503, expect.stringContaining('may or may not')])
  }
  const idsOf = ({ seen }: Upstream) => seen.map(({ headers }) => headers['x-id'] as string)
  const inOrder = (list: readonly string[]) => [...list].sort()
  expect(inOrder(idsOf(other))).toEqual(inOrder(answered.map(({ id }) => id)))
  const writes = [...idsOf(owner), ...idsOf(other)].filter((id) => !isRead(id))
  expect(new Set(writes).size).toBe(writes.length)
})
