import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { type ProblemCode, problems } from '@waitlist/contracts'
import type { InjectOptions } from 'fastify'
import { implement } from '../src/index.ts'
import { createFixture, type Fixture, fixtureRoutes, kim, till } from './edge-fixture.ts'

let fixture: Fixture
beforeEach(async () => {
  fixture = await createFixture()
})
afterEach(() => fixture.app.close())

/** Sends a request and holds the answer to what every problem document must be. */
async function problemTo(options: InjectOptions) {
  const response = await fixture.app.inject(options)
  expect(response.headers['content-type']).toBe('application/problem+json; charset=utf-8')
  const document = response.json()
  expect(document).toMatchObject({ status: response.statusCode, title: expect.any(String), detail: expect.any(String) })
  expect(document.type).toBe(`urn:waitlist:problem:${document.code}`)
  expect(document.status).toBe(problems[document.code as ProblemCode].status)
  expect(response.body).not.toMatch(/node_modules|\.ts:|at .*\(/)
  return { ...document, headers: response.headers }
}

async function post(payload: unknown, contentType = 'application/json') {
  const headers = { ...(await fixture.bearer(kim)), 'content-type': contentType }
  return { method: 'POST', url: '/write', headers, payload: payload as string } as const
}

const pointers = (document: { errors: { pointer: string }[] }) => document.errors.map(({ pointer }) => pointer).sort()

describe('a body', () => {
  const good = { eventId: 'concert', quantity: 2 }
  test.each<[string, object, string[]]>([
    ['without what is required', {}, ['/eventId', '/quantity']],
    ['with what is unknown', { ...good, extra: 1, 'a/b~c': 2 }, ['/a~1b~0c', '/extra']],
    ['with numbers as text', { ...good, quantity: '2' }, ['/quantity']],
    ['with a fraction', { ...good, quantity: 1.5 }, ['/quantity']],
    ['with a wrong id', { ...good, eventId: 'no spaces\r\n' }, ['/eventId']],
    ['with nested faults', { ...good, contact: { email: 'x', fax: 1 } }, ['/contact/email', '/contact/fax']],
    ['with a wrong item', { ...good, channels: ['email', 'pigeon'] }, ['/channels/1']],
    ['with the same item twice', { ...good, channels: ['sms', 'sms'] }, ['/channels']],
    ['with a moment that is none', { ...good, startsAt: '2027-02-30T00:00:00Z' }, ['/startsAt']],
    ['with an unknown kind', { ...good, policy: { kind: 'lottery' } }, ['/policy/kind']],
    ['with no kind', { ...good, policy: {} }, ['/policy/kind']],
    ['with a kind of which a part is missing', { ...good, policy: { kind: 'priority' } }, ['/policy/tiers']],
    [
      'with a kind of which a part is wrong',
      { ...good, policy: { kind: 'priority', tiers: [1] } },
      ['/policy/tiers/0'],
    ],
    ['with a kind that has too much', { ...good, policy: { kind: 'fcfs', tiers: ['a'] } }, ['/policy/tiers']],
    ['with text for an object', { ...good, policy: 'fcfs' }, ['/policy']],
    ['with text for a number or null', { ...good, batchSize: 'many' }, ['/batchSize']],
    ['with too little for a number or null', { ...good, batchSize: 0 }, ['/batchSize']],
    ['that is a list', [good], ['']],
  ])('%s is told so, one error per field', async (_, payload, expected) => {
    const document = await problemTo(await post(JSON.stringify(payload)))
    expect({ code: document.code, pointers: pointers(document) }).toEqual({
      code: 'WL_ERR_VALIDATION',
      pointers: expected,
    })
  })

  test('what is wrong is said in words that help', async () => {
    const bad = {
      eventId: 'x',
      quantity: 0,
      contact: { email: 'x' },
      channels: ['pigeon'],
      batchSize: 'x',
      policy: { kind: 'x' },
    }
    const { errors } = await problemTo(await post(JSON.stringify(bad)))
    expect(Object.fromEntries(errors.map((e: { pointer: string; detail: string }) => [e.pointer, e.detail]))).toEqual({
      '/quantity': 'must be >= 1',
      '/contact/email': 'is not of the form expected: An email address',
      '/channels/0': 'must be one of "email", "sms"',
      '/batchSize': 'must be integer or null',
      '/policy/kind': 'must be one of "fcfs", "priority"',
    })
  })

  test('of a route that knows more is told the rest too, but for the fields that were told of already', async () => {
    const path = '/also-wrong'
    const alsoWrong = (body: unknown) => [
      { pointer: '/quantity', detail: 'is wrong in another way' },
      { pointer: '/answers/size', detail: `is required in ${JSON.stringify(body)}` },
    ]
    const route = { ...fixtureRoutes.write, id: 'also-wrong', path }
    const more = implement(route, ({ body }) => ({ status: 201 as const, body }), { alsoWrong })
    const own = await createFixture([more])
    const ask = async (payload: object) => own.app.inject({ ...(await post(payload)), url: path })
    const problem = (await ask({ eventId: 'concert' })).json()
    expect(problem).toMatchObject({ status: 400, code: 'WL_ERR_VALIDATION' })
    expect(problem.errors).toEqual([
      { pointer: '/quantity', detail: 'is required' },
      { pointer: '/answers/size', detail: 'is required in {"eventId":"concert"}' },
    ])
    expect((await ask(good)).statusCode).toBe(201)
    const broken = await own.app.inject({ ...(await post('{')), url: path })
    expect([broken.statusCode, broken.json().errors]).toEqual([400, undefined])
    await own.app.close()
  })

  test('with thousands of faults is told of the first fifty', async () => {
    const channels = Array.from({ length: 20_000 }, (_, at) => at)
    const { errors } = await problemTo(await post(JSON.stringify({ eventId: 'x', quantity: 1, channels })))
    expect(errors).toHaveLength(50)
  })

  test.each<[string, string]>([
    ['that is not JSON', '{"eventId": '],
    ['with __proto__', '{"eventId": "x", "quantity": 1, "__proto__": {"role": "admin"}}'],
    ['with an escaped __proto__', '{"eventId": "x", "quantity": 1, "\\u005f_proto__": {"role": "admin"}}'],
    ['with constructor.prototype', '{"eventId": "x", "quantity": 1, "constructor": {"prototype": {}}}'],
    ['that is empty', ''],
    ['that is null', 'null'],
    ['that is very deep', `${'['.repeat(60_000)}${']'.repeat(60_000)}`],
    ['that is deep where anything may stand', `{"eventId": ${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}`],
  ])('%s is 400', async (_, payload) => {
    expect((await problemTo(await post(payload))).code).toBe('WL_ERR_VALIDATION')
  })

  test('that is too large is 413, with a length and without', async () => {
    const large = JSON.stringify({ eventId: 'x'.repeat(300 * 1024) })
    expect((await problemTo(await post(large))).code).toBe('WL_ERR_PAYLOAD_TOO_LARGE')
  })

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/xml',
    'application/merge-patch+json',
    'json',
    '*/*',
    ';',
  ])('of the type %j is 415', async (contentType) => {
    expect((await problemTo(await post('{}', contentType))).code).toBe('WL_ERR_UNSUPPORTED_MEDIA_TYPE')
  })

  test.each(['application/json; charset=utf-8', 'Application/JSON'])('of the type %j is taken', async (contentType) => {
    expect((await fixture.app.inject(await post(JSON.stringify(good), contentType))).statusCode).toBe(201)
  })
})

describe('the rest of a request', () => {
  test.each<[string, string[]]>([
    ['/staff/con%20cert', ['/path/eventId']],
    [`/staff/${'x'.repeat(65)}`, ['/path/eventId']],
    ['/staff/concert?limit=0', ['/query/limit']],
    ['/staff/concert?limit=ten', ['/query/limit']],
    ['/staff/concert?limit=', ['/query/limit']],
    ['/staff/concert?limit=1&limit=2', ['/query/limit']],
    ['/staff/concert?limit=1e1', ['/query/limit']],
    ['/staff/concert?extra=1', ['/query/extra']],
  ])('%s is told what is wrong', async (url, expected) => {
    const document = await problemTo({ url, headers: await fixture.bearer(till) })
    expect(pointers(document)).toEqual(expected)
  })

  test('numbers of a query are numbers, and its texts stay texts', async () => {
    const response = await fixture.app.inject({
      url: '/staff/concert?limit=7&after=8',
      headers: await fixture.bearer(till),
    })
    expect(response.json().query).toEqual({ limit: 7, after: '8' })
  })

  test.each(['/staff/%', '/staff/%ff', '/%c0%af', `/staff/${'x'.repeat(2000)}`, '//', '/staff/..%2f..%2fetc'])(
    '%s is answered as a problem',
    async (url) => {
      const { status } = await problemTo({ url, headers: await fixture.bearer(till) })
      expect([400, 404]).toContain(status)
    },
  )

  test('a path or a method that is not there is 404, and the path is said without the query', async () => {
    expect(await problemTo({ url: '/nowhere?token=secret' })).toMatchObject({
      code: 'WL_ERR_NOT_FOUND',
      instance: '/nowhere',
    })
    const { code, detail } = await problemTo({ method: 'DELETE', url: '/open' })
    expect({ code, detail }).toEqual({
      code: 'WL_ERR_NOT_FOUND',
      detail: 'There is nothing under this method and path',
    })
  })
})

describe('a handler', () => {
  test.each(Object.keys(problems) as ProblemCode[])(
    'that refuses with %s is answered by the catalogue',
    async (code) => {
      fixture.refuse(code)
      const document = await problemTo({ url: '/open' })
      expect({ code: document.code, detail: document.detail }).toEqual({ code, detail: 'Because' })
      const retryAfter = 'retryAfter' in problems[code] ? String(problems[code].retryAfter) : undefined
      expect(document.headers['retry-after']).toBe(retryAfter)
    },
  )

  test.each<[string, unknown]>([
    ['an Error', new Error('secret at node_modules')],
    ['what another server answered', Object.assign(new Error('secret'), { statusCode: 404 })],
    ['what looks like a broken rule', { validation: [], statusCode: 400, message: 'secret' }],
    ['text', 'secret'],
    ['null', null],
  ])('that throws %s says nothing of it, and logs it', async (_, thrown) => {
    fixture.fail(thrown)
    const document = await problemTo({ url: '/open' })
    expect(document.code).toBe('WL_ERR_INTERNAL')
    expect(JSON.stringify(document)).not.toContain('secret')
    expect(fixture.logged).toEqual([
      { fields: expect.objectContaining({ err: thrown, route: '/open' }), message: 'request failed' },
    ])
  })
})

describe('on the wire', () => {
  async function send(bytes: string): Promise<string> {
    if (!fixture.app.server.listening) await fixture.app.listen({ port: 0, host: '127.0.0.1' })
    const socket = connect((fixture.app.server.address() as AddressInfo).port, '127.0.0.1')
    socket.end(bytes)
    return text(socket)
  }

  test.each<[string, string, number]>([
    ['no HTTP at all', 'hello\r\n\r\n', 400],
    ['a header with a control character', 'GET /open HTTP/1.1\r\nhost: x\r\nx-a: a\u0001b\r\n\r\n', 400],
    ['two lengths', 'POST /write HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{}', 400],
    ['headers without end', `GET /open HTTP/1.1\r\nhost: x\r\nx-a: ${'a'.repeat(40_000)}\r\n\r\n`, 413],
  ])('%s is answered as a problem', async (_, bytes, status) => {
    const answer = await send(bytes)
    const [head = '', body = ''] = answer.split('\r\n\r\n')
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(head).toContain('content-type: application/problem+json')
    expect(JSON.parse(body)).toMatchObject({ status, code: expect.stringMatching(/^WL_ERR_/) })
  })
})
