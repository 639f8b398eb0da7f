import { diag } from '@opentelemetry/api'
import { NodeSDK } from '@opentelemetry/sdk-node'
import { createLogger } from '../logger.ts'
import { httpCalls, undiciCalls } from './calls.ts'
import { createTroubles } from './troubles.ts'

/**
 * Starts the SDK as the environment says. What is not delivered when the process has nothing else to do is delivered
 * then, if that can be done; whatever goes wrong is said and is no reason to end.
 */
export function startTelemetry(): void {
  const sdk = new NodeSDK({ instrumentations: [httpCalls(), undiciCalls()] })
  sdk.start()
  const logger = createLogger('warn', 'telemetry')
  const troubles = createTroubles((fields, message) => logger.warn(fields, message), Date.now)
  if (!process.env.OTEL_LOG_LEVEL) diag.setLogger(troubles)
  process.once('beforeExit', () => {
    sdk.shutdown().catch((failure) => troubles.error(String(failure)))
  })
}
