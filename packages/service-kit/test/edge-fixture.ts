import { Readable } from 'node:stream'
import { defineRoute, OpaqueId, RefusedError, type Role, type RouteDefinition } from '@waitlist/contracts'
import type { Clock, Logger } from '@waitlist/event-log'
import { createMemoryAnswers } from '@waitlist/views'
import { Type } from 'typebox'
import {
  type Caller,
  createAuthenticate,
  createServer,
  implement,
  type RouteImplementation,
  type RouteRequest,
  registerRoutes,
  signToken,
} from '../src/index.ts'
import type { RateLimiter } from '../src/limits/limiter.ts'

export const secret = 'a secret of at least thirty-two bytes'
export const now = Date.parse('2027-05-02T09:30:00.000Z')

const strict = { additionalProperties: false }
const basic = {
  service: 'join',
  tag: 'Test',
  summary: 'A route of this test',
  problems: [],
  owner: { by: 'any' },
  idempotencyKey: 'none',
} as const
const reply = { 200: { description: 'What the handler got', schema: Type.Unknown() } }
const everyone: readonly Role[] = ['customer', 'organizer', 'service', 'admin']

const Policy = Type.Union([
  Type.Object({ kind: Type.Literal('fcfs') }, strict),
  Type.Object({ kind: Type.Literal('priority'), tiers: Type.Array(Type.String(), { minItems: 1 }) }, strict),
])

/** Routes of every sort that the edge tells apart. */
export const fixtureRoutes = {
  open: defineRoute({
    ...basic,
    id: 'open',
    method: 'GET',
    path: '/open',
    policy: { access: 'public', roles: [], scope: 'any' },
    replies: reply,
  }),
  staff: defineRoute({
    ...basic,
    id: 'staff',
    method: 'GET',
    path: '/staff/{eventId}',
    params: Type.Object({ eventId: OpaqueId }),
    query: Type.Object(
      { limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10 })), after: Type.Optional(Type.String()) },
      strict,
    ),
    policy: { access: 'bearer', roles: ['organizer', 'service'], scope: 'own-event' },
    replies: reply,
  }),
  mine: defineRoute({
    ...basic,
    id: 'mine',
    method: 'GET',
    path: '/mine/{customerId}',
    params: Type.Object({ customerId: OpaqueId }),
    policy: { access: 'bearer', roles: everyone, scope: 'self' },
    replies: reply,
  }),
  write: defineRoute({
    ...basic,
    id: 'write',
    method: 'POST',
    path: '/write',
    body: Type.Object(
      {
        eventId: OpaqueId,
        customerId: Type.Optional(OpaqueId),
        quantity: Type.Integer({ minimum: 1 }),
        channels: Type.Optional(Type.Array(Type.Enum(['email', 'sms']), { uniqueItems: true })),
        contact: Type.Optional(
          Type.Object({ email: Type.String({ pattern: '@', description: 'An email address' }) }, strict),
        ),
        policy: Type.Optional(Type.Union([Policy, Type.Null()])),
        batchSize: Type.Optional(Type.Union([Type.Integer({ minimum: 1 }), Type.Null()])),
        startsAt: Type.Optional(Type.String({ format: 'date-time' })),
      },
      strict,
    ),
    policy: { access: 'bearer', roles: ['customer', 'organizer', 'service'], scope: 'self' },
    idempotencyKey: 'optional',
    replies: { 201: { description: 'What the handler got', schema: Type.Unknown() } },
  }),
  keyed: defineRoute({
    ...basic,
    id: 'keyed',
    method: 'POST',
    path: '/keyed/{eventId}',
    params: Type.Object({ eventId: OpaqueId }),
    body: Type.Object({ a: Type.Optional(Type.Integer()), b: Type.Optional(Type.Integer()) }, strict),
    bodyOptional: true,
    consumes: ['application/merge-patch+json', 'application/json'],
    policy: { access: 'bearer', roles: ['service', 'organizer'], scope: 'any' },
    idempotencyKey: 'required',
    replies: reply,
  }),
  held: defineRoute({
    ...basic,
    id: 'held',
    method: 'POST',
    path: '/held/{offerId}',
    params: Type.Object({ offerId: OpaqueId }),
    body: Type.Object({ token: Type.Optional(Type.String({ maxLength: 200 })) }, strict),
    bodyOptional: true,
    policy: { access: 'bearer-or-claim-token', roles: ['customer'], scope: 'holder' },
    idempotencyKey: 'optional',
    replies: reply,
  }),
  lines: defineRoute({
    ...basic,
    id: 'lines',
    method: 'GET',
    path: '/lines',
    policy: { access: 'public', roles: [], scope: 'any' },
    replies: { 200: { description: 'Lines', contentType: 'application/x-ndjson' } },
  }),
} satisfies Record<string, RouteDefinition>

const handClock: Clock = { now: () => now, after: () => () => {} }

export type Fixture = Awaited<ReturnType<typeof createFixture>>

/** A server with the routes above; their handlers answer with what they got, and a thrown value can be put in. */
export async function createFixture(
  more: readonly RouteImplementation[] = [],
  options: {
    readonly limiter?: RateLimiter
    readonly trustedProxies?: readonly string[]
    readonly corsOrigins?: readonly string[]
  } = {},
) {
  const { limiter, ...served } = options
  const logged: { readonly fields: object; readonly message: string }[] = []
  const settled: string[] = []
  const seen: RouteRequest[] = []
  let failure: unknown
  const log = (fields: object, message: string) => void logged.push({ fields, message })
  // That each request was answered is nothing to look at.
  const logger: Logger = { debug() {}, info: log, warn: log, error: log }
  const echo = (request: object) => {
    if (failure !== undefined) throw failure
    seen.push(request as RouteRequest)
    const { params, query, body, caller, claimToken } = request as RouteRequest
    return { params, query, body, caller, claimToken } as unknown
  }
  const { open, staff, mine, write, keyed, held, lines } = fixtureRoutes
  const implementations = [
    implement(open, (request) => ({ status: 200, body: echo(request) })),
    implement(staff, (request) => ({ status: 200, body: echo(request) })),
    implement(mine, async (request) => ({ status: 200, body: echo(request) })),
    implement(write, async (request) => ({ status: 201, body: echo(request), headers: { location: '/written' } })),
    implement(keyed, (request) => ({ status: 200, body: echo(request) })),
    implement(held, (request) => ({ status: 200, body: echo(request) })),
    implement(lines, () => ({ status: 200, body: Readable.from(['{"a":1}\n', '{"a":2}\n']) })),
    ...more,
  ]
  const app = createServer({ clock: handClock, logger, ...served })
  const bus = { settled: async (correlationId: string) => void settled.push(correlationId) }
  registerRoutes(app, implementations, {
    authenticate: createAuthenticate({ secret }, handClock),
    bus,
    peopleKey: 'people key',
    answers: createMemoryAnswers(),
    // As if each handler had committed what it answers.
    log: { command: async (id) => ({ id, hash: '', receipt: null, stream: 'waitlist:concert' }) },
    limiter,
  })
  await app.ready()

  return {
    app,
    logged,
    settled,
    seen,
    /** The next handlers throw this. */
    fail: (thrown: unknown) => (failure = thrown),
    refuse: (code: RefusedError['refusal']['code']) => (failure = new RefusedError({ code, detail: 'Because' })),
    bearer: async (caller: Caller) => ({ authorization: `Bearer ${await signToken(secret, caller)}` }),
  }
}

export const kim: Caller = { sub: 'kim', role: 'customer' }
export const lee: Caller = { sub: 'lee', role: 'organizer', org: 'org-7' }
export const till: Caller = { sub: 'till', role: 'service' }
export const ada: Caller = { sub: 'ada', role: 'admin' }
