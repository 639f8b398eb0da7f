import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { Caller } from '../src/index.ts'
import { createFixture, type Fixture, kim, lee, now, till } from './edge-fixture.ts'

let fixture: Fixture
beforeEach(async () => {
  fixture = await createFixture()
})
afterEach(() => fixture.app.close())

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

describe('the cause of what a request brings about', () => {
  test('has a correlation id of its own, which the answer tells', async () => {
    const first = await fixture.app.inject('/open')
    const second = await fixture.app.inject('/open')
    expect(fixture.seen.map(({ cause }) => cause.correlationId)).toEqual([
      first.headers['x-correlation-id'],
      second.headers['x-correlation-id'],
    ])
    expect(first.headers['x-correlation-id']).not.toBe(second.headers['x-correlation-id'])
  })

  test('is within the trace that the caller names', async () => {
    await fixture.app.inject({ url: '/open', headers: { traceparent } })
    expect(fixture.seen[0]?.cause).toEqual({ correlationId: '0af7651916cd43dd8448eb211c80319c', traceparent })
  })

  test.each([
    '',
    'garbage',
    `${traceparent}-extra`,
    traceparent.toUpperCase(),
    `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
    `00-0af7651916cd43dd8448eb211c80319c-${'0'.repeat(16)}-01`,
    `ff${traceparent.slice(2)}`,
  ])('does not take over the malformed trace %j', async (malformed) => {
    await fixture.app.inject({ url: '/open', headers: { traceparent: malformed } })
    expect(fixture.seen[0]?.cause).toEqual({ correlationId: expect.stringMatching(/^[0-9a-f]{32}$/) })
  })

  test('is waited for after a writing request, before its answer, and only then', async () => {
    await fixture.app.inject({ url: '/open' })
    expect(fixture.settled).toEqual([])
    const headers = { ...(await fixture.bearer(kim)), traceparent }
    await fixture.app.inject({ method: 'POST', url: '/write', headers, payload: { eventId: 'concert', quantity: 1 } })
    expect(fixture.settled).toEqual(['0af7651916cd43dd8448eb211c80319c'])
    fixture.refuse('WL_ERR_FULL')
    await fixture.app.inject({ method: 'POST', url: '/write', headers, payload: { eventId: 'concert', quantity: 1 } })
    expect(fixture.settled).toHaveLength(1)
  })
})

describe('an answer', () => {
  test('has the status, the headers and every field that the handler gave', async () => {
    const headers = await fixture.bearer(kim)
    const response = await fixture.app.inject({
      method: 'POST',
      url: '/write',
      headers,
      payload: { eventId: 'concert', quantity: 1 },
    })
    expect(response.statusCode).toBe(201)
    expect(response.headers).toMatchObject({ location: '/written', 'content-type': 'application/json; charset=utf-8' })
    expect(response.json()).toEqual({
      params: {},
      query: {},
      body: { eventId: 'concert', quantity: 1, customerId: 'kim' },
      caller: kim,
    })
  })

  test('is nobody’s to keep, unless anybody may have it', async () => {
    const mine = await fixture.app.inject({ url: '/mine/me', headers: await fixture.bearer(kim) })
    expect(mine.headers['cache-control']).toBe('no-store')
    expect((await fixture.app.inject('/open')).headers).not.toHaveProperty('cache-control')
  })

  test('that is no JSON is streamed under the content type of the route', async () => {
    const response = await fixture.app.inject('/lines')
    expect(response.headers['content-type']).toBe('application/x-ndjson; charset=utf-8')
    expect(response.body).toBe('{"a":1}\n{"a":2}\n')
  })

  test('comes after the moment that the request was taken in', async () => {
    await fixture.app.inject('/open')
    expect(fixture.seen[0]?.now).toBe(now)
  })
})

describe('an Idempotency-Key', () => {
  async function record(caller: Caller, key: string | undefined, options: { url?: string; body?: unknown } = {}) {
    const headers = { ...(await fixture.bearer(caller)), ...(key !== undefined && { 'idempotency-key': key }) }
    const payload = JSON.stringify(options.body ?? {})
    const url = options.url ?? '/keyed/concert'
    const typed = { ...headers, 'content-type': 'application/json' }
    const response = await fixture.app.inject({ method: 'POST', url, headers: typed, payload })
    return { status: response.statusCode, problem: response.json(), ...fixture.seen.at(-1)?.record }
  }

  test('makes the same command of the same request, however its fields are ordered', async () => {
    const first = await record(till, 'one', { body: { a: 1, b: 2 } })
    const second = await record(till, 'one', { body: { b: 2, a: 1 } })
    expect(first).toMatchObject({
      status: 200,
      id: expect.stringMatching(/^http:[\w-]{43}$/),
      hash: expect.any(String),
    })
    expect(second).toEqual({ ...first, problem: second.problem })
  })

  test('is the caller’s own, of one route: another’s is another command', async () => {
    const ids = [
      await record(till, 'one'),
      await record({ ...till, sub: 'shop' }, 'one'),
      await record({ ...lee, sub: 'till' }, 'one'),
      await record(till, 'two'),
      await record(kim, 'one', { url: '/write', body: { eventId: 'concert', quantity: 1 } }),
    ].map(({ id }) => id)
    expect(new Set(ids).size).toBe(5)
  })

  test('tells another request under the same key by its hash', async () => {
    const requests = [
      await record(till, 'one'),
      await record(till, 'one', { body: { a: 1 } }),
      await record(till, 'one', { url: '/keyed/festival' }),
    ]
    expect(new Set(requests.map(({ id }) => id)).size).toBe(1)
    expect(new Set(requests.map(({ hash }) => hash)).size).toBe(3)
  })

  test('is the claim token’s own where there is no caller', async () => {
    const hold = async (token: string) => {
      const headers = { 'idempotency-key': 'one' }
      await fixture.app.inject({ method: 'POST', url: '/held/offer', headers, payload: { token } })
      return fixture.seen.at(-1)?.record?.id
    }
    expect(await hold('a')).toBe(await hold('a'))
    expect(await hold('a')).not.toBe(await hold('b'))
  })

  test('that is required and missing is told so, under its pointer', async () => {
    const { status, problem } = await record(till, undefined)
    expect(status).toBe(400)
    expect(problem.errors).toEqual([{ pointer: '/headers/idempotency-key', detail: 'is required' }])
  })

  test.each(['', 'with space', 'ü', 'k'.repeat(256)])('%j is refused', async (key) => {
    expect((await record(till, key)).problem.errors[0].pointer).toBe('/headers/idempotency-key')
  })

  test.each(['k', 'k'.repeat(255), '"8e03978e-40d5-43dd-bc93-6894a57f9324"', '!~'])('%j is taken', async (key) => {
    expect((await record(till, key)).status).toBe(200)
  })

  test('may be left out where it is optional, and means nothing where there is none', async () => {
    expect(await record(kim, undefined, { url: '/write', body: { eventId: 'concert', quantity: 1 } })).toMatchObject({
      status: 201,
    })
    await fixture.app.inject({ url: '/open', headers: { 'idempotency-key': 'one' } })
    expect(fixture.seen.map((request) => request.record)).toEqual([undefined, undefined])
  })
})

describe('a body that may be left out', () => {
  test.each<[string, object]>([
    ['absent', {}],
    ['empty under application/json', { payload: '', headers: { 'content-type': 'application/json' } }],
    ['an empty object', { payload: {} }],
    ['an empty merge patch', { payload: '{}', headers: { 'content-type': 'application/merge-patch+json' } }],
  ])('is an empty one when it is %s', async (_, { headers, ...options }: { headers?: object }) => {
    const more = { ...(await fixture.bearer(till)), 'idempotency-key': 'one', ...headers }
    const response = await fixture.app.inject({ method: 'POST', url: '/keyed/concert', headers: more, ...options })
    expect({ status: response.statusCode, body: response.json().body }).toEqual({ status: 200, body: {} })
  })
})
