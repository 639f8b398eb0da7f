import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, test } from '@jest/globals'
import type { Method } from './harness/http.ts'
import { expectNoInsides, expectProblem } from './harness/problem.ts'
import { createStage } from './harness/stage.ts'

const stage = createStage()

afterEach(async () => {
  for (const path of ['/healthz', '/readyz']) expect((await stage.product().as().get(path)).status).toBe(200)
})

const good = (eventId: string) => ({
  ...{ eventId, ticketTypes: ['A'], quantity: 1 },
  contact: { email: 'ann@customers.example', channels: ['email'] },
})

/** Values that have broken others. */
const STRANGE: readonly unknown[] = [
  ...[null, true, 0, -1, 1.5, 1e300, '', ' ', 'x'.repeat(100_000), [], {}, [[]], { a: 1 }],
  ...['\u0000', '\r\nset-cookie: a=b', '\ud800', '\u202e', '💥', '../../etc/passwd', "' OR 1=1 --", '{{7*7}}'],
  ...[{ __proto__: null, constructor: { prototype: {} } }, { $gt: '' }, { toString: 1 }, Array(5000).fill(0)],
]

/** A small seeded generator, so that a failure can be seen again. */
const seeded = (seed: number) => () => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
  return seed / 4_294_967_296
}

describe('what nobody offers', () => {
  test.each<[Method, string]>([
    ['GET', '/'],
    ['GET', '/api'],
    ['GET', '/api/waitlist/nothing'],
    ['POST', '/api/waitlist/nothing'],
    ['GET', '/api/waitlist/join'],
    ['DELETE', '/api/waitlist/settings/e1'],
    ['GET', '/api/waitlist/position/'],
    ['GET', `/${'a'.repeat(5000)}`],
    ['GET', '/%c0%ae%c0%ae/'],
    ['GET', '/api/waitlist/stats/%ZZ'],
    ['GET', '/api/waitlist/stats/a%00b'],
  ])('%s %.60s is a problem document', async (method, path) => {
    const answer = await stage.product().as({ sub: 'x', role: 'service' }).send(method, path)
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.status).toBeLessThan(500)
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json\b/)
    expectNoInsides(answer)
  })
})

describe('a body', () => {
  test.each(['{', '{"a":}', '[1,', 'null', '[]', '"x"', '7', '', '{"eventId":"e1"}}', '\ufeff{}'])(
    '%j is refused',
    async (raw) => {
      const answer = await stage
        .product()
        .as({ sub: 'ann', role: 'customer' })
        .send('POST', '/api/waitlist/join', { raw })
      expectProblem(answer, 400, 'WL_ERR_VALIDATION')
    },
  )

  test('that is too large is refused as that', async () => {
    const caller = stage.product().as({ sub: 'ann', role: 'customer' })
    const raw = JSON.stringify({ eventId: 'x'.repeat(20_000_000) })
    const answer = await caller.send('POST', '/api/waitlist/join', { raw }).catch(() => undefined)
    // A server may hang up on what it will not read; when it answers, it says why.
    if (answer) expectProblem(answer, 413, 'WL_ERR_PAYLOAD_TOO_LARGE')
    const smaller = await caller.send('POST', '/api/waitlist/join', {
      raw: JSON.stringify({ x: 'x'.repeat(3_000_000) }),
    })
    expect([400, 413]).toContain(smaller.status)
  })

  test.each([
    'text/plain',
    'application/xml',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'x',
  ])('of type %s is not taken', async (type) => {
    const caller = stage.product().as({ sub: 'ann', role: 'customer' })
    const request = { raw: JSON.stringify(good('e1')), headers: { 'content-type': type } }
    expectProblem(await caller.send('POST', '/api/waitlist/join', request), 415, 'WL_ERR_UNSUPPORTED_MEDIA_TYPE')
  })

  test('nested a hundred thousand deep, or that means our prototypes, is refused', async () => {
    const caller = stage.product().as({ sub: 'ann', role: 'customer' })
    const depth = 100_000
    const bodies = [
      `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`,
      `{"contact":${'['.repeat(depth)}${']'.repeat(depth)}}`,
      JSON.stringify(good('e1')).replace('{', '{"__proto__":{"role":"admin"},'),
      JSON.stringify(good('e1')).replace('{', '{"constructor":{"prototype":{"role":"admin"}},'),
    ]
    for (const raw of bodies) {
      const answer = await caller.send('POST', '/api/waitlist/join', { raw })
      expect([400, 413]).toContain(answer.status)
      expectNoInsides(answer)
    }
  })

  test('refuses every strange value in every field, and takes the good one after that', async () => {
    const sale = await stage.open()
    const fields = ['eventId', 'ticketTypes', 'quantity', 'minQuantity', 'contact', 'customerId', 'tier', 'answers']
    for (const field of fields) {
      for (const value of STRANGE) {
        const answer = await sale.as('ann').post('/api/waitlist/join', { ...good(sale.eventId), [field]: value })
        expect([field, value, answer.status]).toEqual([field, value, expect.any(Number)])
        expect(answer.status < 500).toBe(true)
        expectNoInsides(answer)
        if (answer.status < 300) await sale.leave('ann')
      }
    }
    for (const field of ['email', 'phone', 'locale', 'channels']) {
      for (const value of STRANGE) {
        const contact = { ...good('').contact, [field]: value }
        const answer = await sale.as('ann').post('/api/waitlist/join', { ...good(sale.eventId), contact })
        expect([field, value, answer.status]).toEqual([field, value, 400])
      }
    }
    expect((await sale.tryJoin('bob')).status).toBe(201)
  })
})

describe('a thousand requests put together at random', () => {
  test('get answers that put the fault on the asker', async () => {
    const seed = Number(process.env.SEED ?? Date.now() % 1_000_000)
    const random = seeded(seed)
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
    const sale = await stage.open()
    const callers = [sale.service, sale.organizer, sale.as('ann'), stage.product().as()]
    const ids = [sale.eventId, 'e1', 'a b', '%2e%2e', 'é', `off_${'a'.repeat(26)}`, 'me', 'x'.repeat(300)]
    const roots = [
      'join',
      'position',
      'leave',
      'release',
      'stats',
      'settings',
      'offer',
      'claim',
      'decline',
      'entries',
      'form',
    ]
    const names = ['eventId', 'ticketType', 'quantity', 'token', 'maxSize', 'policy', 'status', 'pause', 'colour']
    const types = [
      'application/json',
      'application/cloudevents+json',
      'application/cloudevents-batch+json',
      'text/plain',
    ]
    const requests = Array.from({ length: 1000 }, () => {
      const path = random() < 0.15 ? '/api/events' : `/api/waitlist/${pick(roots)}/${encodeURIComponent(pick(ids))}`
      const query =
        random() < 0.3 ? `?${pick(['limit', 'after', 'eventId', 'x'])}=${encodeURIComponent(pick(ids))}` : ''
      const method = pick<Method>(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])
      const content = Object.fromEntries([1, 2, 3].map(() => [pick(names), pick(STRANGE)]))
      const headers = { 'content-type': pick(types), 'idempotency-key': pick(['k', 'x'.repeat(5000), 'é%00']) }
      const sent = method === 'GET' ? {} : { body: random() < 0.2 ? [content] : content, headers }
      return { caller: pick(callers), method, path: path + query, sent }
    })
    const answer = async ({ caller, method, path, sent }: (typeof requests)[number]) => {
      const { status, text: said } = await caller.send(method, path, sent)
      return { seed, method, path, status, said }
    }
    for (let at = 0; at < requests.length; at += 50) {
      for (const got of await Promise.all(requests.slice(at, at + 50).map(answer))) {
        if (got.status >= 500) throw new Error(`an answer of ${got.status}: ${JSON.stringify(got)}`)
        expect(got.said).not.toMatch(/node_modules|\.ts:\d+/)
      }
    }
  })
})

describe('bytes that are no HTTP', () => {
  const say = async (bytes: string): Promise<string> => {
    const socket = connect(stage.product().port, '127.0.0.1')
    socket.end(bytes)
    return text(socket)
  }

  test.each([
    ['a wish', 'hello\r\n\r\n'],
    ['two lengths', 'POST /api/waitlist/join HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
    [
      'a length and chunks',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['a header of a megabyte', `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(1_000_000)}\r\n\r\n`],
  ])('%s are answered with a fault of the asker, or by hanging up', async (_, bytes) => {
    const said = await say(bytes).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNRESET' || error.code === 'EPIPE') return ''
      throw error
    })
    expect(said === '' || /^HTTP\/1\.1 4\d\d /.test(said)).toBe(true)
  })
})
