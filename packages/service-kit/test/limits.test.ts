import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { createFakeClock } from '@waitlist/testkit/world/fake-clock'
import { type Caller, createMemoryLimiter } from '../src/index.ts'
import type { RateLimiter } from '../src/limits/limiter.ts'
import { ada, createFixture, type Fixture, kim, lee, till } from './edge-fixture.ts'

const clock = createFakeClock()
let fixture: Fixture
let take: RateLimiter['take']
beforeEach(async () => {
  take = createMemoryLimiter(clock).take
  fixture = await createFixture([], { limiter: { take: (...asked) => take(...asked) }, trustedProxies: ['10.0.0.0/8'] })
})
afterEach(() => fixture.app.close())

type Asked = { caller?: Caller; headers?: Record<string, string>; payload?: object; remoteAddress?: string }

async function ask(method: 'GET' | 'POST', url: string, { caller, headers, payload, remoteAddress }: Asked = {}) {
  const authorization = caller ? await fixture.bearer(caller) : {}
  const response = await fixture.app.inject({
    ...{ method, url, headers: { ...authorization, ...headers }, remoteAddress: remoteAddress ?? '192.0.2.1' },
    ...(payload && { payload }),
  })
  return { status: response.statusCode, body: response.json(), headers: response.headers }
}

const write = { eventId: 'concert', quantity: 1, customerId: 'kim' }
async function statuses(times: number, ...asked: Parameters<typeof ask>): Promise<Record<number, number>> {
  const counts: Record<number, number> = {}
  for (let n = 0; n < times; n += 1) {
    const { status } = await ask(...asked)
    counts[status] = (counts[status] ?? 0) + 1
  }
  return counts
}

describe('a caller', () => {
  test('is told what is left, and refused when nothing is, until it is back', async () => {
    const first = await ask('POST', '/write', { caller: kim, payload: write })
    expect(first).toMatchObject({ status: 201, headers: { 'ratelimit-policy': '"write";q=20;w=10' } })
    expect(first.headers.ratelimit).toBe('"write";r=19;t=1')
    expect(await statuses(20, 'POST', '/write', { caller: kim, payload: write })).toEqual({ 201: 19, 429: 1 })
    const seen = fixture.seen.length
    const { status, headers, body } = await ask('POST', '/write', { caller: kim, payload: write })
    expect({ status, retryAfter: headers['retry-after'], ratelimit: headers.ratelimit }).toEqual({
      status: 429,
      retryAfter: '1',
      ratelimit: '"write";r=0;t=10',
    })
    expect(headers['content-type']).toBe('application/problem+json; charset=utf-8')
    expect(body).toMatchObject({ code: 'WL_ERR_RATE_LIMITED', status: 429, instance: '/write' })
    expect(fixture.seen).toHaveLength(seen)
    clock.advance(1000)
    expect(await statuses(3, 'POST', '/write', { caller: kim, payload: write })).toEqual({ 201: 2, 429: 1 })
  })

  test('is told for how long, where that is longer than a second', async () => {
    take = () => ({ ok: false, remaining: 0, resetSeconds: 40, retryAfterSeconds: 31 })
    const { headers, body } = await ask('GET', '/mine/kim', { caller: kim })
    expect([headers['retry-after'], body.detail]).toEqual(['31', expect.stringContaining('try again in 31 s')])
  })

  test('has a limit for reading apart from the one for writing', async () => {
    await statuses(20, 'POST', '/write', { caller: kim, payload: write })
    expect(await statuses(61, 'GET', '/mine/kim', { caller: kim })).toEqual({ 200: 60, 429: 1 })
  })

  test('is counted on all routes together, wherever the requests come from, and apart from other callers', async () => {
    await statuses(30, 'GET', '/mine/kim', { caller: kim })
    expect(await statuses(31, 'GET', '/mine/me', { caller: kim, remoteAddress: '192.0.2.9' })).toEqual({
      200: 30,
      429: 1,
    })
    const namesake: Caller = { sub: 'kim', role: 'service' }
    for (const caller of [{ ...kim, sub: 'lou' }, lee, till, ada, namesake])
      expect((await ask('GET', `/mine/${caller.sub}`, { caller })).status).toBe(200)
  })

  test('is refused before anything is read', async () => {
    await statuses(20, 'POST', '/write', { caller: kim, payload: write })
    const headers = { 'content-type': 'text/plain' }
    expect((await ask('POST', '/write', { caller: kim, headers, payload: write })).status).toBe(429)
  })

  test('counts nowhere while nobody counts', async () => {
    const free = await createFixture()
    const headers = await free.bearer(kim)
    for (let n = 0; n < 61; n += 1) {
      const { statusCode, headers: said } = await free.app.inject({ url: '/mine/kim', headers })
      expect([statusCode, said.ratelimit]).toEqual([200, undefined])
    }
    await free.app.close()
  })
})

describe('an address', () => {
  const nobody = { remoteAddress: '192.0.2.7' }

  test('counts who has no token, on public routes and with claim tokens', async () => {
    expect(await statuses(60, 'GET', '/open', nobody)).toEqual({ 200: 60 })
    expect(await statuses(41, 'GET', '/open', { ...nobody, headers: { 'x-a': 'b' } })).toEqual({ 200: 40, 429: 1 })
    expect(await statuses(101, 'POST', '/held/offer', { ...nobody, payload: { token: 't' } })).toEqual({
      200: 100,
      429: 1,
    })
    expect((await ask('GET', '/open')).status).toBe(200)
  })

  test('counts who is turned away, so that nobody tries tokens for ever', async () => {
    const headers = { authorization: 'Bearer x.y.z' }
    expect(await statuses(101, 'GET', '/staff/concert', { ...nobody, headers })).toEqual({ 401: 100, 429: 1 })
    expect((await ask('GET', '/staff/concert', { ...nobody, caller: till })).status).toBe(200)
  })

  test('is the one that connects, whatever a header says', async () => {
    const forwarded = (n: number) => ({ ...nobody, headers: { 'x-forwarded-for': `203.0.113.${n}` } })
    for (let n = 0; n < 100; n += 1) expect((await ask('GET', '/open', forwarded(n))).status).toBe(200)
    expect((await ask('GET', '/open', forwarded(100))).status).toBe(429)
  })

  test('is the one that a trusted proxy names last, not what it was told itself', async () => {
    const behind = (client: string) => ({
      remoteAddress: '10.1.2.3',
      headers: { 'x-forwarded-for': `203.0.113.9, ${client}` },
    })
    expect(await statuses(100, 'GET', '/open', behind('198.51.100.1'))).toEqual({ 200: 100 })
    expect((await ask('GET', '/open', behind('198.51.100.1'))).status).toBe(429)
    expect((await ask('GET', '/open', behind('198.51.100.2'))).status).toBe(200)
  })
})

describe('a limiter that has to ask somebody', () => {
  test('is waited for', async () => {
    const left = [1, 0]
    take = async () => {
      const remaining = left.shift()
      return { ok: remaining !== undefined, remaining: remaining ?? 0, resetSeconds: 1, retryAfterSeconds: 2 }
    }
    expect(await statuses(3, 'GET', '/mine/kim', { caller: kim })).toEqual({ 200: 2, 429: 1 })
  })
})
