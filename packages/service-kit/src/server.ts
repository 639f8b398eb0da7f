import type { Clock, Logger } from '@waitlist/event-log'
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify'
import type { Admission } from './admission.ts'
import { acceptJsonAs, JSON_TYPE } from './body.ts'
import { answerBrokenRequest } from './broken-request.ts'
import { guardBrowsers } from './browsers.ts'
import { causeOf, type RequestCause } from './cause.ts'
import { drain } from './drain.ts'
import { problemOf } from './problem.ts'
import { HandlerFailure, refusalOf } from './refusal-of.ts'
import { observeRequests, placeOf } from './telemetry/requests.ts'

/** What is known of a request as soon as its headers are there. */
export type Intake = { readonly now: number; readonly cause: RequestCause }

declare module 'fastify' {
  interface FastifyRequest {
    intake: Intake | undefined
    admission: Admission | undefined
  }
  interface FastifyInstance {
    /** Called when the server begins to close, before it waits for its connections: to end what would go on for ever. */
    beforeDrain: (() => void)[]
  }
}

export const BODY_LIMIT = 256 * 1024

const LONGEST_PARAMETER = 200

/** How patient a server is with its clients. */
export type Patience = {
  /** How long (ms) the headers of a request may take, and the whole of it. */
  readonly headersMs: number
  readonly requestMs: number
  /** How often (ms) it looks whose time is up. */
  readonly checkMs: number
  /** The most connections at once; what comes beyond is closed. */
  readonly connections: number
}

const PATIENCE: Patience = { headersMs: 15_000, requestMs: 30_000, checkMs: 5_000, connections: 20_000 }
/** Longer than the load balancers in front of us keep a connection, so that it is never us who close one in use. */
const KEEP_ALIVE_MS = 72_000

/** The path of a request: no query, where a client may have put what is nobody's business. */
const pathOf = (url: string) => url.split(/[?#]/, 1)[0] as string

export type ServerOptions = {
  readonly clock: Clock
  readonly logger: Logger
  /** Whose X-Forwarded-For says where a request comes from: addresses and networks. Nobody's when there is none. */
  readonly trustedProxies?: readonly string[]
  /** Whose pages may read our answers in a browser: origins. */
  readonly corsOrigins?: readonly string[]
  readonly patience?: Partial<Patience>
}

/**
 * Makes an HTTP server that answers everything it cannot serve with a problem document, whatever the fault and wherever
 * it shows. Takes no routes by itself; `registerRoutes` does.
 */
export function createServer(options: ServerOptions): FastifyInstance {
  const { clock, logger, trustedProxies = [], corsOrigins = [] } = options
  const patience = { ...PATIENCE, ...options.patience }
  const answer = (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const refusal = refusalOf(error)
    if (!refusal) {
      const traceId = request.intake?.cause.correlationId
      const err = error instanceof HandlerFailure ? error.cause : error
      logger.error({ err, method: request.method, route: request.routeOptions?.url, traceId }, 'request failed')
    }
    const internal = { code: 'WL_ERR_INTERNAL', detail: 'The failure is in our log; trying again may help' } as const
    const { status, headers, document } = problemOf(refusal ?? internal, pathOf(request.url))
    return reply.code(status).headers(headers).send(JSON.stringify(document))
  }

  const app = fastify({
    bodyLimit: BODY_LIMIT,
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    requestTimeout: patience.requestMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    http: { headersTimeout: patience.headersMs, connectionsCheckingInterval: patience.checkMs },
    forceCloseConnections: 'idle',
    // While it closes, the services answer for themselves: what they took they finish, the rest is WL_ERR_BUSY.
    return503OnClosing: false,
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, allErrors: true, verbose: true } },
    frameworkErrors: answer,
    clientErrorHandler: answerBrokenRequest,
  })
  app.server.maxConnections = patience.connections
  guardBrowsers(app, corsOrigins)
  app.removeContentTypeParser('text/plain')
  acceptJsonAs(app, JSON_TYPE)
  app.decorateRequest('intake')
  app.decorateRequest('admission')
  observeRequests(app)
  app.addHook('onRequest', (request, reply, done) => {
    request.intake = { now: clock.now(), cause: causeOf(placeOf(request)) }
    reply.header('x-correlation-id', request.intake.cause.correlationId)
    done()
  })
  app.addHook('onResponse', (request, reply, done) => {
    const { method, routeOptions, intake } = request
    const ms = Math.round(reply.elapsedTime)
    const about = { method, route: routeOptions.url, status: reply.statusCode, ms }
    logger.debug({ ...about, traceId: intake?.cause.correlationId }, 'request')
    done()
  })
  // Nobody else closes a connection that goes idle while the server stops: its client would keep it for the next request.
  let closing = false
  app.decorate('beforeDrain', [])
  app.addHook('preClose', async () => {
    closing = true
    for (const call of app.beforeDrain) call()
    await drain(app.server)
  })
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing) reply.header('connection', 'close')
    done()
  })
  app.setErrorHandler(answer)
  app.setNotFoundHandler((request, reply) => answer({ statusCode: 404, code: 'FST_ERR_NOT_FOUND' }, request, reply))
  return app
}
