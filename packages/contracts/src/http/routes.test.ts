import { describe, expect, test } from '@jest/globals'
import { IsOptional, type TObject } from 'typebox'
import { fastifyPath, type RouteDefinition } from '../define-route.ts'
import { problems } from '../problems.ts'
import { createValidate } from '../validate.ts'
import { routeExamples } from './route-examples.ts'
import { problemsOf, type RouteId, routes } from './routes.ts'

const all = Object.entries<RouteDefinition>(routes)
const names = (schemas: TObject | undefined) => Object.keys(schemas?.properties ?? {})

describe.each(all)('the route %s', (id, route) => {
  test('goes by its own id', () => {
    expect(route.id).toBe(id)
  })

  test('has a policy that admits somebody, and a service', () => {
    expect(['join', 'release', 'notification', 'analytics', 'gateway']).toContain(route.service)
    expect(['public', 'bearer', 'bearer-or-claim-token']).toContain(route.policy.access)
    expect(['any', 'self', 'own-event', 'holder']).toContain(route.policy.scope)
    expect(route.policy.roles.length > 0).toBe(route.policy.access !== 'public')
  })

  test('narrows customers to what is theirs', () => {
    if (route.policy.roles.includes('customer')) expect(['self', 'holder']).toContain(route.policy.scope)
  })

  test('narrows organizers to their own events', () => {
    if (route.policy.roles.includes('organizer')) expect(['self', 'own-event']).toContain(route.policy.scope)
  })

  test('has a schema for each parameter in its path, and for no other', () => {
    const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1])
    expect(names(route.params)).toEqual(inPath)
    expect(fastifyPath(route.path)).not.toMatch(/[{}]/)
  })

  test('refuses unknown fields in its query', () => {
    if (route.query) expect(createValidate(route.query)({ unheardOf: '1' })).not.toEqual([])
  })

  test('finds its owner in what the request has', () => {
    if (route.owner.by === 'any') return
    const [place, name] = route.owner.from.split('.') as ['body' | 'query' | 'params', string]
    expect(names(route[place] as TObject)).toContain(name)
  })

  test('takes an Idempotency-Key exactly on POST and DELETE', () => {
    expect(route.idempotencyKey !== 'none').toBe(route.method === 'POST' || route.method === 'DELETE')
  })

  test('may go without a body only where all of it is optional', () => {
    if (route.bodyOptional) expect(createValidate(route.body as TObject)({})).toEqual([])
  })

  test('says something of every answer, and describes JSON by a schema', () => {
    for (const reply of Object.values(route.replies)) {
      expect(reply.description).not.toBe('')
      expect(reply.schema !== undefined).toBe(reply.contentType === undefined)
    }
  })

  test('has examples of its JSON body and replies, and they are valid', () => {
    const example = (routeExamples[id as RouteId] ?? {}) as { body?: unknown; replies?: Record<string, unknown> }
    if (route.body) expect(createValidate(route.body)(example.body)).toEqual([])
    for (const [status, reply] of Object.entries(route.replies)) {
      if (!reply.schema || names(reply.schema as TObject).length === 0) continue
      expect(createValidate(reply.schema)(example.replies?.[status])).toEqual([])
    }
  })
})

test('what does no more when it is made twice, whoever says so: a second join, and a second claim, have the first answer', () => {
  expect(all.flatMap(([id, { repeatable }]) => (repeatable ? [id] : []))).toEqual(['joinWaitlist', 'claimOffer'])
})

test('no two routes answer the same request', () => {
  const shapes = all.map(([, route]) => `${route.method} ${route.path.replaceAll(/\{\w+\}/g, '*')}`)
  expect(new Set(shapes).size).toBe(shapes.length)
})

test('the documented endpoints keep their paths', () => {
  const paths = all.map(([, route]) => `${route.method} ${route.path}`)
  expect(paths).toEqual(
    expect.arrayContaining([
      'POST /api/waitlist/join',
      'GET /api/waitlist/position/{customerId}',
      'DELETE /api/waitlist/leave/{customerId}',
      'POST /api/waitlist/release/{eventId}',
      'GET /api/waitlist/stats/{eventId}',
      'POST /api/events',
      'GET /api/events',
    ]),
  )
})

describe('the refusals', () => {
  test('are each given by some route', () => {
    const given = new Set(all.flatMap(([, route]) => problemsOf(route)))
    expect([...given].sort()).toEqual(Object.keys(problems).sort())
  })

  test('of the edge follow from the route', () => {
    expect(problemsOf(routes.healthz)).toEqual(['WL_ERR_INTERNAL'])
    expect(problemsOf(routes.getStats)).toEqual(
      expect.arrayContaining(['WL_ERR_VALIDATION', 'WL_ERR_UNAUTHENTICATED', 'WL_ERR_FORBIDDEN', 'WL_ERR_NOT_FOUND']),
    )
    expect(problemsOf(routes.getStats)).not.toContain('WL_ERR_KEY_REUSED')
    expect(problemsOf(routes.releaseTickets)).toEqual(
      expect.arrayContaining(['WL_ERR_KEY_REUSED', 'WL_ERR_PAYLOAD_TOO_LARGE', 'WL_ERR_BUSY', 'WL_ERR_POOL_SHORT']),
    )
  })

  test('of a limit are given by every route but those that say how the process is', () => {
    const unlimited = all.filter(([, route]) => !problemsOf(route).includes('WL_ERR_RATE_LIMITED'))
    expect(unlimited.map(([id]) => id)).toEqual(['healthz', 'readyz', 'metrics'])
  })

  test('have the status that the design gives their kind', () => {
    for (const { status, title } of Object.values(problems)) {
      expect([400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503]).toContain(status)
      expect(title).not.toBe('')
    }
  })

  test('that pass say when to come back', () => {
    for (const definition of Object.values(problems)) {
      expect('retryAfter' in definition).toBe([429, 503].includes(definition.status))
    }
  })
})

test('required fields of a query would be wrong: all of them are optional', () => {
  for (const [, route] of all) {
    for (const schema of Object.values(route.query?.properties ?? {})) expect(IsOptional(schema)).toBe(true)
  }
})
