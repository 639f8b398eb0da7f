import type { Bus } from '@waitlist/bus'
import { fastifyPath, RefusedError, type RouteDefinition } from '@waitlist/contracts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Admission, claimTokenOf, createAdmission } from './admission.ts'
import type { Authenticate } from './auth.ts'
import { acceptJsonAs, createBodyCheck } from './body.ts'
import { commandRecord, idempotencyKey, keyedHeaders } from './idempotency.ts'
import type { AnyReply, RouteImplementation, RouteRequest } from './implement.ts'
import { type AnswerKeeping, type AnswerOnce, createAnswerOnce } from './keyed-answers.ts'
import { admitWithin } from './limits/admit-within.ts'
import type { RateLimiter } from './limits/limiter.ts'
import { createRouteLimit } from './limits/route-limit.ts'
import { withMoreErrors } from './more-errors.ts'
import { HandlerFailure } from './refusal-of.ts'
import { narrowToSelf } from './self-scope.ts'
import { BODY_LIMIT, type Intake } from './server.ts'
import { convertNumbers, numberNames, validationSchema } from './validation-schema.ts'

/** What the edge works with. */
export type Edge = AnswerKeeping & {
  readonly authenticate: Authenticate
  /** Writing requests are answered when what they caused has been handled, as far as the bus can know. */
  readonly bus: Pick<Bus, 'settled'>
  readonly peopleKey: string
  /** Counts what callers ask for; nobody is limited without one. */
  readonly limiter?: RateLimiter | undefined
}

const schemasOf = ({ params, query, headers, body }: RouteDefinition) => ({
  ...(params && { params: validationSchema(params) }),
  ...(query && { querystring: validationSchema(query) }),
  ...(headers && { headers: validationSchema(headers) }),
  ...(body && { body: validationSchema(body) }),
})

/** The request as its handler gets it. Throws the refusals that need the whole request. */
function routeRequest(route: RouteDefinition, request: FastifyRequest, peopleKey: string): RouteRequest {
  const { now, cause } = request.intake as Intake
  const admission = request.admission as Admission
  const caller = 'caller' in admission ? admission.caller : undefined
  const claimToken = claimTokenOf(route, request.body, request.headers['x-claim-token'])
  if ('refused' in admission && admission.refused && claimToken === undefined) throw admission.refused
  const params = caller ? narrowToSelf(route, 'params', caller, request.params) : request.params
  const body = caller ? narrowToSelf(route, 'body', caller, request.body) : request.body
  const key = idempotencyKey(route, request.headers['idempotency-key'], body)
  const who = caller ? [caller.role, caller.sub] : ['claim-token', claimToken ?? '']
  const keyed = { params, query: request.query, body, headers: keyedHeaders(route, request.headers) }
  const record = key === undefined ? undefined : commandRecord(peopleKey, who, route, key, keyed)
  const parts = { params, query: request.query, body, headers: request.headers }
  return { ...parts, caller, claimToken, cause, record, now } as RouteRequest
}

async function handled(ask: () => AnyReply | Promise<AnyReply>): Promise<AnyReply> {
  try {
    return await ask()
  } catch (error) {
    throw error instanceof RefusedError ? error : new HandlerFailure('A handler failed', { cause: error })
  }
}

function registerRoute(
  app: FastifyInstance,
  implementation: RouteImplementation,
  edge: Edge,
  answerOnce: AnswerOnce,
): void {
  const { route, handle, bodyLimit = BODY_LIMIT, alsoWrong } = implementation
  const admit = createAdmission(route, edge.authenticate)
  const limit = createRouteLimit(route, edge.limiter)
  const checkBody = createBodyCheck(route)
  // What only some may see is nobody's to keep; a claim token, unlike a bearer, does not tell caches so by itself.
  const caching = route.policy.access === 'public' ? {} : { 'cache-control': 'no-store' }
  const numbers = numberNames(route.query ?? {})
  const contentTypes = Object.entries(route.replies).map(([status, reply]) => [status, reply.contentType] as const)
  const contentTypeBy = new Map(
    contentTypes.map(([status, type = 'application/json']) => [Number(status), `${type}; charset=utf-8`]),
  )
  for (const type of route.consumes ?? []) if (!app.hasContentTypeParser(type)) acceptJsonAs(app, type)

  app.route({
    method: route.method,
    url: fastifyPath(route.path),
    bodyLimit,
    config: { route },
    schema: schemasOf(route),
    onRequest: async (request, reply) => {
      const { authorization } = request.headers
      const admission = limit ? await admitWithin(limit, admit, request, reply) : await admit(authorization)
      request.admission = admission
      checkBody.type(request)
    },
    preValidation: (request, _reply, done) => {
      checkBody.presence(request)
      convertNumbers(request.query as Record<string, unknown>, numbers)
      done()
    },
    ...(alsoWrong && {
      errorHandler: async (error: unknown, { body }: FastifyRequest) => {
        throw await withMoreErrors(error, () => alsoWrong(body))
      },
    }),
    handler: async (request, reply): Promise<FastifyReply> => {
      const asked = routeRequest(route, request, edge.peopleKey)
      const { record } = asked
      const ask = async () => handle(asked)
      const { status, body, contentType, headers = {} } = await handled(record ? () => answerOnce(record, ask) : ask)
      if (route.method !== 'GET') await edge.bus.settled(asked.cause.correlationId)
      const type = contentType === undefined ? contentTypeBy.get(status) : `${contentType}; charset=utf-8`
      const isText = contentType !== undefined || route.replies[status]?.schema === undefined
      return reply
        .code(status)
        .headers({ ...caching, ...(type && { 'content-type': type }), ...headers })
        .send(isText ? body : JSON.stringify(body))
    },
  })
}

/**
 * Serves routes on a server of `createServer`: admission and policy first, then the shape of the request, then the
 * handler; a reply is sent as the handler gave it. Throws for a route without a policy.
 */
export function registerRoutes(
  app: FastifyInstance,
  implementations: readonly RouteImplementation[],
  edge: Edge,
): void {
  const answerOnce = createAnswerOnce(edge)
  for (const implementation of implementations) registerRoute(app, implementation, edge, answerOnce)
}
