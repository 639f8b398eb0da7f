import { type Attributes, context, metrics, propagation, trace } from '@opentelemetry/api'
import { MeterProvider } from '@opentelemetry/sdk-metrics'
import { NodeSDK, type NodeSDKConfiguration } from '@opentelemetry/sdk-node'

type SpanProcessor = NonNullable<NodeSDKConfiguration['spanProcessors']>[number]
type MetricReader = NonNullable<NodeSDKConfiguration['metricReaders']>[number]
type MetricProducer = Parameters<MetricReader['setMetricProducer']>[0]

type Instrumentation = Exclude<NodeSDKConfiguration['instrumentations'][number], readonly unknown[]>

/** A span that has ended. */
export type RecordedSpan = Parameters<SpanProcessor['onEnd']>[0]

/** A value of a metric: a sum, the newest value of a gauge, or what a histogram knows of all of them. */
export type Point = { readonly attributes: Attributes; readonly value: number | { count: number; sum?: number } }

/** What a process tells, kept in memory. */
export type Recorded = {
  /** The spans that have ended, in the order in which they did. */
  readonly spans: readonly RecordedSpan[]
  /** The values of a metric; none when there is no such metric. */
  points(metric: string): Promise<readonly Point[]>
  /** Every metric by its name. */
  metrics(): Promise<ReadonlyMap<string, readonly Point[]>>
  /** From now on nobody traces or measures, as at first. */
  stop(): Promise<void>
}

/** The ids that place a span in its trace. */
export function placeOf(span: RecordedSpan) {
  return { span: span.spanContext().spanId, trace: span.spanContext().traceId, parent: span.parentSpanContext?.spanId }
}

/** A reader that keeps what is collected in memory. */
function memoryReader() {
  let producer: MetricProducer | undefined
  const nothing = async () => {}
  const collect = () => (producer as MetricProducer).collect()
  const reader: MetricReader = {
    setMetricProducer(given) {
      producer = given
    },
    // The defaults of the SDK: 0 is what it calls DEFAULT, and CUMULATIVE is 1.
    selectAggregation: () => ({ type: 0 }),
    selectAggregationTemporality: () => 1,
    selectCardinalityLimit: () => 2000,
    collect,
    forceFlush: nothing,
    shutdown: nothing,
  }
  async function all(): Promise<Map<string, readonly Point[]>> {
    const { resourceMetrics } = await collect()
    const found = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics)
    return new Map(found.map(({ descriptor, dataPoints }) => [descriptor.name, dataPoints as Point[]]))
  }
  return { reader, all }
}

/** A provider of meters that nobody else knows of, and what was measured into it. */
export function recordInto() {
  const { reader, all } = memoryReader()
  const points = async (metric: string): Promise<readonly Point[]> => (await all()).get(metric) ?? []
  return { provider: new MeterProvider({ readers: [reader] }), points }
}

/** Loads the SDK as the preload does, with memory for a collector. Whatever makes instruments is made after it. */
export function recordTelemetry(instrumentations: readonly Instrumentation[] = []): Recorded {
  const spans: RecordedSpan[] = []
  const { reader, all } = memoryReader()
  const nothing = async () => {}
  const processor: SpanProcessor = {
    onStart() {},
    onEnd: (span) => void spans.push(span),
    forceFlush: nothing,
    shutdown: nothing,
  }
  const sdk = new NodeSDK({
    autoDetectResources: false,
    spanProcessors: [processor],
    metricReaders: [reader],
    logRecordProcessors: [],
    instrumentations: [...instrumentations],
  })
  sdk.start()

  return {
    spans,
    metrics: all,
    points: async (metric) => (await all()).get(metric) ?? [],
    async stop() {
      await sdk.shutdown()
      for (const instrumentation of instrumentations) instrumentation.disable()
      for (const api of [trace, metrics, context, propagation]) api.disable()
    },
  }
}
