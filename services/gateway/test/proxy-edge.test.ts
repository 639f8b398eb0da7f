import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { RefusedError, type RouteDefinition, randomId, routes } from '@waitlist/contracts'
import { silentLogger, systemClock } from '@waitlist/event-log'
import {
  type Caller,
  createAuthenticate,
  createServer,
  implement,
  type RouteRequest,
  registerRoutes,
  signToken,
} from '@waitlist/service-kit'
import { createMemoryAnswers } from '@waitlist/views'
import { Pool } from 'undici'
import { createGateway, createMap, type Gateway, secret } from './proxy-fixture.ts'

const services = ['join', 'release', 'analytics'] as const

/** All services' routes on one server, as the embedded product has them; a handler answers with what it was given. */
function createEdge() {
  const app = createServer({ clock: systemClock, logger: silentLogger })
  const echo = ({ params, query, body, caller, claimToken, record, headers }: RouteRequest) => {
    if (headers['x-refuse']) throw new RefusedError({ code: 'WL_ERR_FULL', detail: 'The waitlist is full' })
    return { params, query, body, caller, claimToken, record }
  }
  const implementations = Object.values<RouteDefinition>(routes)
    .filter(({ service }) => service !== 'gateway')
    .map((route) => {
      const status = Number(Object.keys(route.replies)[0])
      const isText = route.replies[status]?.schema === undefined
      return implement(route, (asked) => {
        const body = echo(asked)
        return { status, body: isText ? `${JSON.stringify(body)}\n` : body } as never
      })
    })
  const authenticate = createAuthenticate({ secret }, systemClock)
  registerRoutes(app, implementations, {
    authenticate,
    bus: { settled: async () => {} },
    peopleKey: 'people key',
    answers: createMemoryAnswers(),
  })
  return app
}

const edge = createEdge()
type Side = { readonly port: number; readonly client: Pool }
let gateway: Gateway
let direct: Side
let through: Side
beforeAll(async () => {
  await edge.listen({ host: '127.0.0.1', port: 0 })
  const { port } = edge.server.address() as { port: number }
  const origin = `http://127.0.0.1:${port}`
  direct = { port, client: new Pool(origin) }
  const map = createMap()
  for (const service of services) map.set(service, origin)
  gateway = await createGateway(map)
  through = { port: gateway.port, client: new Pool(gateway.origin) }
})
afterAll(async () => {
  await direct.client.close()
  await through.client.close()
  await gateway.close()
  await edge.close()
})

type Asked = { method?: string; path: string; headers?: Record<string, string>; body?: string | Buffer }

/** What differs by nature from one answer to the next. */
const MOVING = ['date', 'x-correlation-id', 'keep-alive', 'connection']

async function ask({ client }: Side, { method = 'GET', path, headers = {}, body }: Asked) {
  const answer = await client.request({ method: method as 'GET', path, headers, body: body ?? null })
  const kept = Object.entries(answer.headers).filter(([name]) => !MOVING.includes(name))
  return { status: answer.statusCode, headers: Object.fromEntries(kept), text: await answer.body.text() }
}

const bearer = async (caller: Caller) => ({ authorization: `Bearer ${await signToken(secret, caller)}` })
const json = { 'content-type': 'application/json' }
const kim: Caller = { sub: 'kim', role: 'customer' }
const till: Caller = { sub: 'till', role: 'service' }
const offerId = randomId('off', 'concert')
const joining = { eventId: 'concert', ticketTypes: ['standing'], quantity: 2, contact: { email: 'kim@example.org' } }

const cases: (readonly [to: string, asked: Asked, by?: Caller])[] = [
  ['a join', { method: 'POST', path: '/api/waitlist/join', headers: json, body: JSON.stringify(joining) }, kim],
  [
    'a join for somebody else',
    {
      method: 'POST',
      path: '/api/waitlist/join',
      headers: json,
      body: JSON.stringify({ ...joining, customerId: 'lee' }),
    },
    kim,
  ],
  [
    'a join with umlauts, escapes and white space',
    {
      method: 'POST',
      path: '/api/waitlist/join',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: `\n{ "eventId" : "con\\u0063ert", "ticketTypes": ["standing"], "quantity": 2, "contact": {"email": "kïm@exämple.org"}}`,
    },
    kim,
  ],
  [
    'a join without a token',
    { method: 'POST', path: '/api/waitlist/join', headers: json, body: JSON.stringify(joining) },
  ],
  ['a join with an unknown field', { method: 'POST', path: '/api/waitlist/join', headers: json, body: '{"a":1}' }, kim],
  ['bad JSON', { method: 'POST', path: '/api/waitlist/join', headers: json, body: '{"eventId":' }, kim],
  [
    'a join that names __proto__',
    { method: 'POST', path: '/api/waitlist/join', headers: json, body: '{"__proto__":1}' },
    kim,
  ],
  ['no body', { method: 'POST', path: '/api/waitlist/join' }, kim],
  ['no body of a type', { method: 'POST', path: '/api/waitlist/join', headers: json }, kim],
  [
    'another content type',
    { method: 'POST', path: '/api/waitlist/join', headers: { 'content-type': 'text/xml' }, body: '<a/>' },
    kim,
  ],
  ['a refusal of the handler', { path: '/api/waitlist/form/concert', headers: { 'x-refuse': '1' } }],
  ['a path that is percent-encoded', { path: '/api/waitlist/form/a%2Fb' }],
  ['a path in unicode', { path: '/api/waitlist/form/k%C3%B6ln' }],
  ['a path that is not properly percent-encoded', { path: '/api/waitlist/form/%zz' }],
  ['a part of the path that is too long', { path: `/api/waitlist/form/${'x'.repeat(201)}` }],
  ['an unknown path', { path: '/api/waitlist/nothing' }],
  ['a slash too many', { path: '/api/waitlist/form/concert/' }],
  ['two slashes for one', { path: '//api/waitlist/form/concert' }],
  ['dots in a path', { path: '/api/waitlist/x/../form/concert' }],
  ['a method that is not there', { method: 'PUT', path: '/api/waitlist/join', headers: json, body: '{}' }, kim],
  ['a method that nobody serves', { method: 'OPTIONS', path: '/api/waitlist/form/concert' }],
  ['a HEAD', { method: 'HEAD', path: '/api/waitlist/form/concert' }],
  ['a HEAD that is refused', { method: 'HEAD', path: '/api/waitlist/form/a%2Fb' }],
  ['a HEAD where there is no GET', { method: 'HEAD', path: '/api/waitlist/join' }],
  ['a query that is wrong', { path: '/api/waitlist/position/me?event=x' }, kim],
  ['me', { path: '/api/waitlist/position/me?eventId=concert' }, kim],
  ['another customer', { path: '/api/waitlist/position/lee' }, kim],
  ['a token that is none', { path: '/api/waitlist/position/me', headers: { authorization: 'Bearer nonsense' } }],
  ['a role that may not', { path: '/api/waitlist/stats/concert' }, kim],
  ['a service', { path: '/api/waitlist/stats/concert' }, till],
  ['lines of a feed', { path: '/api/events?limit=3&types=WaitlistJoined' }, till],
  ['a DELETE', { method: 'DELETE', path: '/api/waitlist/leave/me', headers: { 'idempotency-key': 'k' } }, kim],
  ['a DELETE with a body', { method: 'DELETE', path: '/api/waitlist/leave/me', headers: json, body: '{}' }, kim],
  ['a DELETE with a body of no type', { method: 'DELETE', path: '/api/waitlist/leave/me', body: 'x' }, kim],
  [
    'a key that is none',
    { method: 'DELETE', path: '/api/waitlist/leave/me', headers: { 'idempotency-key': 'ä' } },
    kim,
  ],
  [
    'a key that is missing',
    { method: 'POST', path: '/api/waitlist/release/concert', headers: json, body: '{"ticketType":"a","quantity":1}' },
    till,
  ],
  ['an offer by its claim token', { path: `/api/waitlist/offer/${offerId}`, headers: { 'x-claim-token': 'k1.abc' } }],
  ['an offer by no token at all', { path: `/api/waitlist/offer/${offerId}` }],
  ['an offer that cannot be', { path: '/api/waitlist/offer/off_x', headers: { 'x-claim-token': 'k1.abc' } }],
  [
    'a claim by its token',
    { method: 'POST', path: `/api/waitlist/claim/${offerId}`, headers: json, body: '{"token":"k1.abc"}' },
  ],
  ['a claim without a body', { method: 'POST', path: `/api/waitlist/claim/${offerId}` }, kim],
  [
    'a merge patch',
    {
      method: 'PATCH',
      path: '/api/waitlist/settings/concert',
      headers: { 'content-type': 'application/merge-patch+json' },
      body: '{"maxQuantity":null}',
    },
    till,
  ],
  [
    'a body as large as may be',
    {
      method: 'POST',
      path: '/api/waitlist/join',
      headers: json,
      body: JSON.stringify(joining).padEnd(256 * 1024),
    },
    kim,
  ],
  [
    'a body that is larger',
    { method: 'POST', path: '/api/waitlist/join', headers: json, body: ' '.repeat(256 * 1024 + 1) },
    kim,
  ],
]

describe('through the gateway, an answer is the one that the services give', () => {
  test.each(cases.map(([to, asked, by]) => [to, asked, by] as const))('to %s', async (_, asked, caller) => {
    const headers = { ...asked.headers, ...(caller && (await bearer(caller))) }
    const straight = await ask(direct, { ...asked, headers })
    expect(await ask(through, { ...asked, headers })).toEqual(straight)
  })

  test('a gateway needs no secret for it: it never looks at who asks', async () => {
    const headers = await bearer({ sub: 'lee', role: 'organizer', org: 'org-1' })
    const { text: body } = await ask(through, { path: '/api/waitlist/stats/concert', headers })
    expect(JSON.parse(body).caller).toEqual({ sub: 'lee', role: 'organizer', org: 'org-1' })
    const forged = `Bearer ${await signToken('another secret of at least thirty-two bytes', till)}`
    const { status } = await ask(through, {
      path: '/api/waitlist/stats/concert',
      headers: { authorization: forged },
    })
    expect(status).toBe(401)
  })
})

/** What a server says to these very bytes, until it closes the connection. */
async function raw({ port }: Side, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  socket.write(bytes, 'latin1')
  const answer = await text(socket)
  return answer
    .replaceAll(/^(date|x-correlation-id|keep-alive|connection):.*\r\n/gim, '')
    .replace(/"instance":"[^"]*"/, '')
    .replaceAll(/^[\w-]+(?=:)/gm, (name) => name.toLowerCase())
}

const line = (first: string, ...headers: string[]) =>
  `${[`${first} HTTP/1.1`, 'host: x', 'connection: close', ...headers].join('\r\n')}\r\n\r\n`

describe('what is no proper request gets no further than at a service', () => {
  test.each([
    ['two lengths', line('POST /api/waitlist/join', 'content-length: 2', 'content-length: 3')],
    [
      'a length and chunks',
      `${line('POST /api/waitlist/join', 'content-length: 4', 'transfer-encoding: chunked')}0\r\n\r\n`,
    ],
    ['chunked, hidden', `${line('POST /api/waitlist/join', 'transfer-encoding: xchunked')}0\r\n\r\n`],
    ['a header with a blank in its name', line('GET /api/waitlist/form/a', 'x y: 1')],
    ['a header that is folded', line('GET /api/waitlist/form/a', 'x-a: 1\r\n y: 2')],
    ['a lone line feed', line('GET /api/waitlist/form/a', 'x-a: 1\nx-b: 2')],
    ['a zero byte', line('GET /api/waitlist/form/a', 'x-a: 1\0')],
    ['a whole URL', line('GET http://elsewhere/api/waitlist/form/a')],
    ['a whole URL with no path', line('GET http://elsewhere')],
    ['bytes beyond ASCII in the path', line('GET /api/waitlist/form/\xe4')],
    ['an asterisk', line('GET *')],
    ['no HTTP', 'hello\r\n\r\n'],
    [
      'a chunked body',
      `${line('POST /api/waitlist/join', 'content-type: application/json', 'transfer-encoding: chunked')}2\r\n{}\r\n0\r\n\r\n`,
    ],
    [
      'trailers',
      `${line('POST /api/waitlist/join', 'transfer-encoding: chunked', 'trailer: x-refuse')}2\r\n{}\r\n0\r\nx-refuse: 1\r\n\r\n`,
    ],
    ['an upgrade', line('GET /api/waitlist/form/a', 'upgrade: websocket')],
    ['an upgrade that it insists on', line('GET /api/waitlist/form/a', 'connection: upgrade', 'upgrade: websocket')],
    ['two tokens', line('GET /api/waitlist/position/me', 'authorization: Bearer a', 'authorization: Bearer b')],
    ['a GET with a body', `${line('GET /api/waitlist/form/a', 'content-length: 2')}{}`],
    [
      'a body that it asks about first',
      `${line('POST /api/waitlist/join', 'expect: 100-continue', 'content-length: 2')}{}`,
    ],
    ['an expectation that nobody knows', line('GET /api/waitlist/form/a', 'expect: wonders')],
  ])('%s', async (_, bytes) => {
    const straight = await raw(direct, bytes)
    expect(straight).toMatch(/^HTTP\/1\.1 \d\d\d /)
    expect(await raw(through, bytes)).toBe(straight)
  })
})
