import { measureInto } from '@waitlist/telemetry'

let read: (() => Promise<string>) | undefined

/**
 * Lets this process measure itself for its own /metrics, besides what the environment asks for. Comes before whatever
 * makes instruments. Only who calls it loads the SDK.
 */
export async function startMetrics(): Promise<void> {
  if (read) return
  const [{ PrometheusExporter, PrometheusSerializer }, { MeterProvider }] = await Promise.all([
    import('@opentelemetry/exporter-prometheus'),
    import('@opentelemetry/sdk-metrics'),
  ])
  // Its own server stays closed: the page is a route of ours.
  const reader = new PrometheusExporter({ preventServerStart: true })
  const serializer = new PrometheusSerializer(undefined, false, undefined, true, true)
  measureInto(new MeterProvider({ readers: [reader] }))
  read = async () => `${serializer.serialize((await reader.collect()).resourceMetrics)}\n`
}

/** What is measured, in the text format of Prometheus; a comment where nobody measures. What cannot be read is left out. */
export async function metricsText(): Promise<string> {
  return (await read?.()) ?? '# this process does not measure itself\n'
}
