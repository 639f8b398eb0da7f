import cors from '@fastify/cors'
import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'

/** What a page elsewhere may send, and see of an answer. */
const SENT = ['authorization', 'content-type', 'idempotency-key', 'last-event-id', 'traceparent', 'x-claim-token']
const SEEN = ['ratelimit', 'ratelimit-policy', 'retry-after', 'x-correlation-id']
const PREFLIGHT_SECONDS = 600

/**
 * Tells browsers what they may do with our answers: run nothing of them, put them into no frame. Only pages of these
 * origins may read them; of none, unless some are named. Nothing here goes by cookies, so none are let through.
 */
export function guardBrowsers(app: FastifyInstance, origins: readonly string[]): void {
  void app.register(helmet, {
    // The answers are data; the few pages there are bring a policy of their own.
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
  })
  if (origins.length === 0) return
  void app.register(cors, {
    origin: [...origins],
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: SENT,
    exposedHeaders: SEEN,
    maxAge: PREFLIGHT_SECONDS,
    strictPreflight: false,
  })
}
