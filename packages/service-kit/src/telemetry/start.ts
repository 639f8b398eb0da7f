import { diag } from '@opentelemetry/api'
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http'
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici'
import { NodeSDK } from '@opentelemetry/sdk-node'
import { createLogger } from '../logger.ts'
import { createTroubles } from './troubles.ts'

/**
 * Calls to other services and to providers. Requests that come in get their spans from our own edge, which knows their
 * routes: what patches `node:http` does not see an import of a name from it. Of a request that goes on, the path and the
 * client's name for itself are left out: they may hold what is nobody's business.
 */
const instrumentations = () => [
  new HttpInstrumentation({ disableIncomingRequestInstrumentation: true, requireParentforOutgoingSpans: true }),
  new UndiciInstrumentation({
    requireParentforSpans: true,
    startSpanHook: ({ origin }) => ({
      'url.full': String(origin),
      'url.path': undefined,
      'url.query': undefined,
      'user_agent.original': undefined,
    }),
  }),
]

/**
 * Starts the SDK as the environment says. What is not delivered when the process has nothing else to do is delivered
 * then, if that can be done; whatever goes wrong is said and is no reason to end.
 */
export function startTelemetry(): void {
  const sdk = new NodeSDK({ instrumentations: instrumentations() })
  sdk.start()
  const logger = createLogger('warn', 'telemetry')
  const troubles = createTroubles((fields, message) => logger.warn(fields, message), Date.now)
  if (!process.env.OTEL_LOG_LEVEL) diag.setLogger(troubles)
  process.once('beforeExit', () => {
    sdk.shutdown().catch((failure) => troubles.error(String(failure)))
  })
}
