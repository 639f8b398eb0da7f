import { basename } from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

/** Where the SDK looks for a collector, by what it is told. */
const ENDPOINT = 'OTEL_EXPORTER_OTLP_ENDPOINT'
const OFF = 'none'

/** A collector that does not answer must not hold up the end of a process for longer, ms. */
const TIMEOUT_MS = 3000

function exporterOf(env: Environment, signal: 'TRACES' | 'METRICS'): string {
  const hasCollector = env[ENDPOINT] || env[`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`]
  return env[`OTEL_${signal}_EXPORTER`] || (hasCollector ? 'otlp' : OFF)
}

/** The name of a process from the file that it runs: services/join/src/main.ts is join. */
export function serviceNameOf(main: string): string {
  return /([^\\/]+)[\\/]src[\\/]main\.ts$/.exec(main)?.[1] ?? basename(main, '.ts')
}

/**
 * What the SDK is to be told besides what the environment says. Undefined when the environment asks for no telemetry:
 * it takes a collector or an exporter for one. Only what is asked for is exported, and logs are not.
 */
export function telemetrySettings(env: Environment, main: string): Record<string, string> | undefined {
  const traces = exporterOf(env, 'TRACES')
  const metrics = exporterOf(env, 'METRICS')
  if (env.OTEL_SDK_DISABLED === 'true' || (traces === OFF && metrics === OFF)) return undefined
  const resource = env.OTEL_RESOURCE_ATTRIBUTES ?? ''
  const isNamed = env.OTEL_SERVICE_NAME || /(^|,)\s*service\.name=/.test(resource)
  return {
    OTEL_TRACES_EXPORTER: traces,
    OTEL_METRICS_EXPORTER: metrics,
    OTEL_LOGS_EXPORTER: env.OTEL_LOGS_EXPORTER || OFF,
    OTEL_EXPORTER_OTLP_TIMEOUT: env.OTEL_EXPORTER_OTLP_TIMEOUT || String(TIMEOUT_MS),
    // What is named later counts, so whoever names another namespace gets it.
    OTEL_RESOURCE_ATTRIBUTES: ['service.namespace=waitlist', ...(resource ? [resource] : [])].join(),
    ...(!isNamed && { OTEL_SERVICE_NAME: serviceNameOf(main) }),
  }
}
