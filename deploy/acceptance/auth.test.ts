import { createServer } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { freePort } from '@waitlist/service-kit/free-port'
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import type { Method } from './harness/http.ts'
import { eventually } from './harness/poll.ts'
import { expectProblem } from './harness/problem.ts'
import { startProduct } from './harness/product.ts'
import { createStage } from './harness/stage.ts'
import { AUTH_SECRET, signedToken } from './harness/tokens.ts'

const stage = createStage()
const OFFER = `off_${'a'.repeat(26)}`

type Route = { readonly method: Method; readonly path: string; readonly body?: unknown }

const guarded: readonly Route[] = [
  { method: 'POST', path: '/api/waitlist/join', body: {} },
  { method: 'GET', path: '/api/waitlist/position/me' },
  { method: 'GET', path: '/api/waitlist/position/somebody?eventId=e1' },
  { method: 'DELETE', path: '/api/waitlist/leave/me' },
  { method: 'POST', path: '/api/waitlist/release/e1', body: {} },
  { method: 'GET', path: '/api/waitlist/stats/e1' },
  { method: 'GET', path: '/api/waitlist/settings/e1' },
  { method: 'PUT', path: '/api/waitlist/settings/e1', body: {} },
  { method: 'PATCH', path: '/api/waitlist/settings/e1', body: {} },
  { method: 'GET', path: '/api/waitlist/entries/e1' },
  { method: 'GET', path: `/api/waitlist/offer/${OFFER}` },
  { method: 'POST', path: `/api/waitlist/claim/${OFFER}`, body: {} },
  { method: 'POST', path: `/api/waitlist/decline/${OFFER}`, body: {} },
  { method: 'POST', path: '/api/events', body: {} },
  { method: 'GET', path: '/api/events' },
]

describe('without a good token', () => {
  test.each(guarded)('$method $path is closed', async ({ method, path, ...request }) => {
    const answer = await stage.product().as().send(method, path, request)
    expectProblem(answer, 401, 'WL_ERR_UNAUTHENTICATED')
  })

  test('any token but a signed, living one of ours is none', async () => {
    const now = Math.floor(Date.now() / 1000)
    const key = new TextEncoder().encode(AUTH_SECRET)
    const token = (claims: object) => new SignJWT({ ...claims }).setProtectedHeader({ alg: 'HS256' })
    const good = await signedToken({ sub: 'ann', role: 'customer' })
    const bad = [
      'nonsense',
      'a.b.c',
      good.slice(0, -3),
      await signedToken({ sub: 'ann', role: 'customer' }, 'another-secret-of-more-than-32-bytes!!'),
      await token({ sub: 'ann', role: 'customer', exp: now - 3600 }).sign(key),
      await token({ sub: 'ann', role: 'customer', nbf: now + 3600, exp: now + 7200 }).sign(key),
      new UnsecuredJWT({ sub: 'ann', role: 'service' }).setExpirationTime('1h').encode(),
    ]
    for (const one of bad) {
      const answer = await stage.product().with(one).get('/api/waitlist/position/me')
      expectProblem(answer, 401, 'WL_ERR_UNAUTHENTICATED')
    }
    const odd = [
      await token({ sub: 'ann', role: 'emperor', exp: now + 3600 }).sign(key),
      await token({ role: 'customer', exp: now + 3600 }).sign(key),
      await token({ sub: 'ann', exp: now + 3600 }).sign(key),
    ]
    for (const one of odd) {
      expect([401, 403]).toContain((await stage.product().with(one).get('/api/waitlist/position/me')).status)
    }
    const basic = await stage.product().as().get('/api/waitlist/position/me', { authorization: 'Basic YTpi' })
    expectProblem(basic, 401, 'WL_ERR_UNAUTHENTICATED')
  })

  test.each(['/healthz', '/readyz', '/openapi.json', '/docs', '/api/waitlist/form/e1'])('%s is open', async (path) => {
    expect((await stage.product().as().get(path)).status).not.toBe(401)
  })
})

describe('a customer', () => {
  const closed = guarded.filter(({ path }) => /release|stats|settings|entries|api\/events/.test(path))

  test.each(closed)('may not $method $path', async ({ method, path, ...request }) => {
    const ann = stage.product().as({ sub: 'ann', role: 'customer' })
    expectProblem(await ann.send(method, path, request), 403, 'WL_ERR_FORBIDDEN')
  })

  test('acts for nobody else', async () => {
    const sale = await stage.open()
    await sale.join('bob')
    const contact = { email: sale.email('ann'), channels: ['email'] }
    const wishes = { eventId: sale.eventId, customerId: sale.id('bob'), ticketTypes: ['A'], quantity: 1, contact }
    expect([403, 404]).toContain((await sale.as('ann').post('/api/waitlist/join', wishes)).status)
    const leave = await sale.as('ann').delete(`/api/waitlist/leave/${sale.id('bob')}?eventId=${sale.eventId}`)
    expectProblem(leave, 404, 'WL_ERR_NOT_FOUND')
    expect((await sale.entry('bob')).status).toBe('waiting')
  })

  test('who is called "me" or like a path is a customer like any other', async () => {
    const sale = await stage.open()
    for (const sub of ['me', '..', 'constructor', 'hasOwnProperty']) {
      const caller = stage.product().as({ sub, role: 'customer' })
      const contact = { email: sale.email('odd'), channels: ['email'] }
      const wishes = { eventId: sale.eventId, ticketTypes: ['A'], quantity: 1, contact }
      expect((await caller.post('/api/waitlist/join', wishes)).status).toBe(201)
      expect((await caller.delete('/api/waitlist/leave/me')).status).toBe(200)
    }
  })
})

test('the interface describes itself', async () => {
  const answer = await stage.product().as().get<{ openapi: string; paths: Record<string, object> }>('/openapi.json')
  expect(answer.body.openapi).toMatch(/^3\.1\./)
  expect(Object.keys(answer.body.paths)).toEqual(
    expect.arrayContaining([
      '/api/waitlist/join',
      '/api/waitlist/position/{customerId}',
      '/api/waitlist/leave/{customerId}',
      '/api/waitlist/release/{eventId}',
      '/api/waitlist/stats/{eventId}',
    ]),
  )
})

describe('tokens of an identity provider', () => {
  const issuer = 'https://id.example'
  const audience = 'waitlist'
  const keys = { server: createServer(), port: 0 }
  let privateKey: CryptoKey | undefined

  beforeAll(async () => {
    const pair = await generateKeyPair('RS256')
    privateKey = pair.privateKey
    const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }
    keys.port = await freePort('127.0.0.1')
    keys.server.on('request', (_, response) => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [jwk] }))
    })
    await new Promise<void>((listening) => keys.server.listen(keys.port, '127.0.0.1', listening))
  })
  afterAll(() => {
    keys.server.close()
  })

  test('are checked by its published keys, its name and ours', async () => {
    await using product = await startProduct({
      AUTH_SECRET: '',
      AUTH_JWKS_URL: `http://127.0.0.1:${keys.port}/jwks.json`,
      AUTH_ISSUER: issuer,
      AUTH_AUDIENCE: audience,
    })
    const sign = (iss: string, aud: string) =>
      new SignJWT({ role: 'service' })
        .setProtectedHeader({ alg: 'RS256', kid: 'one' })
        .setSubject('box-office')
        .setIssuer(iss)
        .setAudience(aud)
        .setExpirationTime('1h')
        .sign(privateKey as CryptoKey)
    const statusWith = async (token: string) => (await product.with(token).get('/api/events?limit=1')).status
    expect(await statusWith(await sign(issuer, audience))).toBe(200)
    expect(await statusWith(await sign('https://evil.example', audience))).toBe(401)
    expect(await statusWith(await sign(issuer, 'another'))).toBe(401)
    expect(await statusWith(await signedToken({ sub: 'x', role: 'service' }))).toBe(401)
  })
})

describe('with no settings for tokens', () => {
  test('the product prints one ready token per role, and they stay good', async () => {
    await using product = await startProduct({ AUTH_SECRET: '' })
    // The product answers a moment before it has said so.
    const tokens = await eventually(async () => {
      const said = product.said().match(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g) ?? []
      expect(said).toHaveLength(4)
      return said
    })
    const roleOf = (token: string) =>
      JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')).role as string
    const byRole = new Map(tokens.map((token) => [roleOf(token), token]))
    expect([...byRole.keys()].sort()).toEqual(['admin', 'customer', 'organizer', 'service'])
    const service = byRole.get('service') ?? ''
    expect((await product.with(service).get('/api/events')).status).toBe(200)
    await product.stop()
    await product.start()
    expect((await product.with(service).get('/api/events')).status).toBe(200)
  })
})
