import { type Attributes, createNoopMeter, type Meter, type MeterProvider, metrics } from '@opentelemetry/api'
import { type MetricDefinition, SCOPE } from './names.ts'

/** Counts something. */
export type Count = (by: number, attributes?: Attributes) => void

/** Notes one value of many. */
export type Record = (value: number, attributes?: Attributes) => void

/*
 * The API of metrics, unlike that of traces, gives out what is never connected when it is asked before the SDK is
 * there: so instruments are made by whoever uses them, when they are made themselves, and not by modules.
 */
const global = () => metrics.getMeter(SCOPE)

let own: Meter | undefined

/** From now on instruments also measure into this provider, whatever else the environment asks for; undefined ends it. */
export function measureInto(provider: MeterProvider | undefined): void {
  own = provider?.getMeter(SCOPE)
}

const meters = (): Meter[] => (own ? [global(), own] : [global()])

/** Whether anybody measures. */
export const isMeasured = (): boolean => own !== undefined || global() !== createNoopMeter()

export function createCount({ name, unit, description }: MetricDefinition): Count {
  const counters = meters().map((meter) => meter.createCounter(name, { unit, description }))
  return (by, attributes) => {
    for (const counter of counters) counter.add(by, attributes)
  }
}

export function createHistogram({ name, unit, description, buckets = [] }: MetricDefinition): Record {
  const advice = { explicitBucketBoundaries: [...buckets] }
  const histograms = meters().map((meter) => meter.createHistogram(name, { unit, description, advice }))
  return (value, attributes) => {
    for (const histogram of histograms) histogram.record(value, attributes)
  }
}

export function createGauge({ name, unit, description }: MetricDefinition): Record {
  const gauges = meters().map((meter) => meter.createGauge(name, { unit, description }))
  return (value, attributes) => {
    for (const gauge of gauges) gauge.record(value, attributes)
  }
}

/** A gauge that is read when somebody collects; the result ends that. */
export function watch(
  { name, unit, description }: MetricDefinition,
  read: (observe: Record) => void | Promise<void>,
): () => void {
  const gauges = meters().map((meter) => meter.createObservableGauge(name, { unit, description }))
  const callback = (result: { observe: Record }) => read((value, attributes) => result.observe(value, attributes))
  for (const gauge of gauges) gauge.addCallback(callback)
  return () => {
    for (const gauge of gauges) gauge.removeCallback(callback)
  }
}

/** Starts to measure; the result gives the seconds since. */
export function stopwatch(): () => number {
  const begun = performance.now()
  return () => (performance.now() - begun) / 1000
}
