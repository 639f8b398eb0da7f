import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import {
  createHistogram,
  inside,
  isMeasured,
  isTraced,
  metricNames,
  attributeNames as names,
  startSpan,
  stopwatch,
  traceparentOf,
} from '@waitlist/telemetry'
import type { FastifyInstance, FastifyRequest } from 'fastify'

type Span = ReturnType<typeof startSpan>

declare module 'fastify' {
  interface FastifyRequest {
    /** The span of the request, where somebody traces. */
    span: Span
  }
  interface FastifyContextConfig {
    /** Which route of the contracts it is. */
    route?: { readonly id: string; readonly path: string }
  }
}

/** What is known of a request before it is handled. No path and no query: they may hold what is nobody's business. */
function attributesOf({ method, protocol, routeOptions }: FastifyRequest) {
  const { route } = routeOptions.config
  return {
    [names.httpMethod]: method,
    [names.urlScheme]: protocol,
    ...(route && { [names.httpRoute]: route.path, [names.routeId]: route.id }),
  }
}

function open(request: FastifyRequest): Span {
  const { traceparent } = request.headers
  const { route } = request.routeOptions.config
  return startSpan(route ? `${request.method} ${route.path}` : request.method, {
    kind: SpanKind.SERVER,
    causes: typeof traceparent === 'string' ? [{ traceparent }] : [],
    attributes: attributesOf(request),
  })
}

/** What the rest of a request carries on: the place of its span, else what came with it. */
export function placeOf({ span, headers }: FastifyRequest): string | string[] | undefined {
  return span ? traceparentOf(span) : headers.traceparent
}

/**
 * Gives each request of a server a span, a child of the `traceparent` it came with, and measures how long it took. Its
 * hooks come before all others. Costs nothing where nobody looks.
 */
export function observeRequests(app: FastifyInstance): void {
  app.decorateRequest('span')
  if (!isTraced() && !isMeasured()) return
  const duration = createHistogram(metricNames.requestDuration)

  function end(request: FastifyRequest, status: number | undefined, seconds: number): void {
    const error = status === undefined ? 'aborted' : status >= 500 && String(status)
    const ended = {
      ...(status !== undefined && { [names.httpStatus]: status }),
      ...(error && { [names.errorType]: error }),
    }
    duration(seconds, { ...attributesOf(request), ...ended })
    if (error) request.span?.setStatus({ code: SpanStatusCode.ERROR })
    request.span?.setAttributes(ended)
    request.span?.end()
  }

  app.addHook('onRequest', (request, reply, done) => {
    const elapsed = stopwatch()
    let answered = false
    request.span = open(request)
    reply.raw.once('finish', () => {
      answered = true
    })
    // It closes after it has finished, and also when its client has gone away.
    reply.raw.once('close', () => end(request, answered ? reply.statusCode : undefined, elapsed()))
    inside(request.span, done)
  })
}
