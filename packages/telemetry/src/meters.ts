import { type Attributes, createNoopMeter, metrics } from '@opentelemetry/api'
import { type MetricDefinition, SCOPE } from './names.ts'

/** Counts something. */
export type Count = (by: number, attributes?: Attributes) => void

/** Notes one value of many. */
export type Record = (value: number, attributes?: Attributes) => void

/*
 * The API of metrics, unlike that of traces, gives out what is never connected when it is asked before the SDK is
 * there: so instruments are made by whoever uses them, when they are made themselves, and not by modules.
 */
const meter = () => metrics.getMeter(SCOPE)

/** Whether anybody measures. */
export const isMeasured = (): boolean => meter() !== createNoopMeter()

export function createCount({ name, unit, description }: MetricDefinition): Count {
  const counter = meter().createCounter(name, { unit, description })
  return (by, attributes) => counter.add(by, attributes)
}

export function createHistogram({ name, unit, description, buckets = [] }: MetricDefinition): Record {
  const histogram = meter().createHistogram(name, {
    unit,
    description,
    advice: { explicitBucketBoundaries: [...buckets] },
  })
  return (value, attributes) => histogram.record(value, attributes)
}

export function createGauge({ name, unit, description }: MetricDefinition): Record {
  const gauge = meter().createGauge(name, { unit, description })
  return (value, attributes) => gauge.record(value, attributes)
}

/** A gauge that is read when somebody collects; the result ends that. */
export function watch({ name, unit, description }: MetricDefinition, read: (observe: Record) => void): () => void {
  const gauge = meter().createObservableGauge(name, { unit, description })
  const callback = (result: { observe: Record }) => read((value, attributes) => result.observe(value, attributes))
  gauge.addCallback(callback)
  return () => gauge.removeCallback(callback)
}

/** Starts to measure; the result gives the seconds since. */
export function stopwatch(): () => number {
  const begun = performance.now()
  return () => (performance.now() - begun) / 1000
}
