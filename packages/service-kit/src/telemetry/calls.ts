import { HttpInstrumentation } from '@opentelemetry/instrumentation-http'
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici'

/*
 * Spans of the calls that a process makes, below what it makes them for. Requests that come in get theirs from our own
 * edge, which knows the routes: what patches `node:http` does not see when a name is imported from it.
 */

/** Calls through `node:http`: to the providers of messages. */
export const httpCalls = () =>
  new HttpInstrumentation({ disableIncomingRequestInstrumentation: true, requireParentforOutgoingSpans: true })

/**
 * Calls through undici: of the gateway to the services. The path and what a client calls itself are left out: they may
 * hold what is nobody's business.
 */
export const undiciCalls = () =>
  new UndiciInstrumentation({
    requireParentforSpans: true,
    startSpanHook: ({ origin }) => ({
      'url.full': String(origin),
      'url.path': undefined,
      'url.query': undefined,
      'user_agent.original': undefined,
    }),
  })
