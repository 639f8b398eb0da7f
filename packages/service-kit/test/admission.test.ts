import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { defineRoute, type RouteDefinition } from '@waitlist/contracts'
import { type Caller, implement } from '../src/index.ts'
import { ada, createFixture, type Fixture, fixtureRoutes, kim, lee, till } from './edge-fixture.ts'

let fixture: Fixture
beforeEach(async () => {
  fixture = await createFixture()
})
afterEach(() => fixture.app.close())

const callers: Readonly<Record<string, Caller | undefined>> = { nobody: undefined, kim, lee, till, ada }

async function ask(method: 'GET' | 'POST', url: string, caller?: Caller, payload?: object, headers: object = {}) {
  const authorization = caller ? await fixture.bearer(caller) : {}
  const response = await fixture.app.inject({
    method,
    url,
    headers: { ...authorization, ...headers },
    ...(payload && { payload }),
  })
  return { status: response.statusCode, body: response.json(), headers: response.headers }
}

describe('who may use what', () => {
  const write = { eventId: 'concert', quantity: 1, customerId: 'kim' }
  const keyed = { 'idempotency-key': 'one' }
  test.each<[keyof typeof fixtureRoutes, 'GET' | 'POST', string, object | undefined, Record<string, number>]>([
    ['open', 'GET', '/open', undefined, { nobody: 200, kim: 200, lee: 200, till: 200, ada: 200 }],
    ['staff', 'GET', '/staff/concert', undefined, { nobody: 401, kim: 403, lee: 200, till: 200, ada: 403 }],
    ['mine', 'GET', '/mine/kim', undefined, { nobody: 401, kim: 200, lee: 200, till: 200, ada: 200 }],
    ['mine', 'GET', '/mine/lou', undefined, { nobody: 401, kim: 404, lee: 200, till: 200, ada: 200 }],
    ['write', 'POST', '/write', write, { nobody: 401, kim: 201, lee: 201, till: 201, ada: 403 }],
    [
      'write',
      'POST',
      '/write',
      { ...write, customerId: 'lou' },
      { nobody: 401, kim: 404, lee: 201, till: 201, ada: 403 },
    ],
    ['keyed', 'POST', '/keyed/concert', {}, { nobody: 401, kim: 403, lee: 200, till: 200, ada: 403 }],
    ['held', 'POST', '/held/offer', {}, { nobody: 401, kim: 200, lee: 403, till: 403, ada: 403 }],
    ['held', 'POST', '/held/offer', { token: 't' }, { nobody: 200, kim: 200, lee: 200, till: 200, ada: 200 }],
  ])('%s: %s %s with %j', async (_, method, url, payload, expected) => {
    const statuses: Record<string, number> = {}
    for (const [name, caller] of Object.entries(callers)) {
      statuses[name] = (await ask(method, url, caller, payload, keyed)).status
    }
    expect(statuses).toEqual(expected)
  })

  test('a route that names no policy cannot be served, nor one that admits nobody', async () => {
    const { policy: _, ...bare } = { ...fixtureRoutes.staff, id: 'bare', path: '/bare' }
    const lonely = defineRoute({ ...bare, policy: { access: 'bearer', roles: [], scope: 'any' } })
    for (const route of [bare as unknown as RouteDefinition, lonely]) {
      const handler = implement(route, () => ({ status: 200, body: {} }) as never)
      await expect(createFixture([handler])).rejects.toThrow('route bare has no policy')
    }
  })

  test('a route that is not there is nobody’s', async () => {
    expect((await ask('GET', '/nowhere')).status).toBe(404)
  })
})

describe('a bearer token', () => {
  test.each(['Bearer', 'Bearer ', 'Bearer x', 'Basic a2ltOg==', 'Bearer a b', 'bearer: x', 'Bearer \u00fc'])(
    '%j is refused, and the answer says how to come back',
    async (authorization) => {
      const { status, body, headers } = await ask('GET', '/staff/concert', undefined, undefined, { authorization })
      expect({ status, code: body.code }).toEqual({ status: 401, code: 'WL_ERR_UNAUTHENTICATED' })
      expect(headers['www-authenticate']).toBe('Bearer')
    },
  )

  test('is refused where a claim token would do alone: what is said must be true', async () => {
    const headers = { authorization: 'Bearer x' }
    expect((await ask('POST', '/held/offer', undefined, { token: 't' }, headers)).status).toBe(401)
  })

  test('is asked for before the body is looked at', async () => {
    const headers = { 'content-type': 'application/json' }
    const response = await fixture.app.inject({ method: 'POST', url: '/write', headers, payload: '{' })
    expect(response.statusCode).toBe(401)
  })
})

describe('the customer', () => {
  test('“me” is the caller, and an absent one in a body too', async () => {
    expect((await ask('GET', '/mine/me', kim)).body.params).toEqual({ customerId: 'kim' })
    const body = { eventId: 'concert', quantity: 1 }
    expect((await ask('POST', '/write', kim, body)).body.body.customerId).toBe('kim')
    expect((await ask('POST', '/write', kim, { ...body, customerId: 'me' })).body.body.customerId).toBe('kim')
  })

  test('must be named by those who are none', async () => {
    const { status, body } = await ask('POST', '/write', till, { eventId: 'concert', quantity: 1 })
    expect({ status, pointer: body.errors[0].pointer }).toEqual({ status: 400, pointer: '/customerId' })
  })

  test('another one looks just like one who is not there', async () => {
    fixture.refuse('WL_ERR_NOT_FOUND')
    const unknown = await ask('GET', '/mine/kim', kim)
    const foreign = await ask('GET', '/mine/lou', kim)
    const { detail: _, instance: own, ...rest } = unknown.body
    expect(foreign.body).toMatchObject(rest)
    expect([own, foreign.body.instance]).toEqual(['/mine/kim', '/mine/lou'])
  })
})

describe('a claim token', () => {
  test('comes in the body or in a header, and reaches the handler unverified', async () => {
    expect((await ask('POST', '/held/offer', undefined, { token: 'in the body' })).body.claimToken).toBe('in the body')
    const headers = { 'x-claim-token': 'in a header' }
    expect((await ask('POST', '/held/offer', undefined, undefined, headers)).body.claimToken).toBe('in a header')
  })

  test('comes with the caller when there is one; a role that may not is left out', async () => {
    expect((await ask('POST', '/held/offer', kim, { token: 't' })).body.caller).toEqual(kim)
    expect((await ask('POST', '/held/offer', till, { token: 't' })).body).not.toHaveProperty('caller')
  })

  test('is not looked for elsewhere', async () => {
    expect((await ask('GET', '/open', undefined, undefined, { 'x-claim-token': 't' })).body).not.toHaveProperty(
      'claimToken',
    )
  })
})
