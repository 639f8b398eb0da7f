import {
  type Attributes,
  context,
  ProxyTracerProvider,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  type SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import { errorTypeOf } from './error-type.ts'
import { attributeNames, SCOPE } from './names.ts'

/** Whatever may carry the place in a trace that it came from, as events and causes do (W3C trace context). */
export type Carrier = { readonly traceparent?: string | undefined }

export type SpanOptions = {
  /** What led to it: the first with a place in a trace is its parent, the others are linked. */
  readonly causes?: Iterable<Carrier>
  readonly kind?: SpanKind
  readonly attributes?: Attributes
}

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/

/** More would be dropped by most exporters. */
const MOST_LINKS = 100

/** The tracer of the SDK; undefined where none is loaded, so that nothing is made up for nobody. */
function activeTracer(): Tracer | undefined {
  const provider = trace.getTracerProvider()
  return provider instanceof ProxyTracerProvider ? provider.getDelegateTracer(SCOPE) : provider.getTracer(SCOPE)
}

/** Whether anybody traces. */
export const isTraced = (): boolean => activeTracer() !== undefined

function placeOf(traceparent: string): SpanContext | undefined {
  const [, traceId = '', spanId = '', flags = '0'] = TRACEPARENT.exec(traceparent) ?? []
  const place = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true }
  return trace.isSpanContextValid(place) ? place : undefined
}

function placesOf(causes: Iterable<Carrier>): SpanContext[] {
  const places = new Map<string, SpanContext>()
  for (const { traceparent } of causes) {
    if (traceparent === undefined || places.has(traceparent)) continue
    const place = placeOf(traceparent)
    if (place) places.set(traceparent, place)
    if (places.size > MOST_LINKS) break
  }
  return [...places.values()]
}

/** Starts a span, in a new trace when no cause has a place in one. Undefined where nobody traces. */
export function startSpan(name: string, { causes = [], ...options }: SpanOptions = {}): Span | undefined {
  const tracer = activeTracer()
  if (!tracer) return undefined
  const [parent, ...others] = placesOf(causes)
  const links = others.map((place) => ({ context: place }))
  return tracer.startSpan(
    name,
    { ...options, links },
    parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT,
  )
}

/** What a line of the log is found by: the trace that something belongs to, else what ties it to others like it. */
export function traceIdOf({ traceparent, correlationId }: Carrier & { readonly correlationId?: string | undefined }) {
  return TRACEPARENT.exec(traceparent ?? '')?.[1] ?? correlationId
}

/** The place of a span, for what it leads to. */
export function traceparentOf(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext()
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`
}

/** The same, with the place of a span instead of its own: what it causes belongs under the span. */
export function carriedBy<T extends Carrier>(span: Span | undefined, what: T): T {
  return span ? { ...what, traceparent: traceparentOf(span) } : what
}

/** Does some work inside a span, so that what instruments libraries finds it. */
export function inside<T>(span: Span | undefined, work: () => T): T {
  return span ? context.with(trace.setSpan(ROOT_CONTEXT, span), work) : work()
}

/** Marks a span as failed. What an error says may be personal, so only its kind is told. */
export function failed(span: Span | undefined, failure: unknown): void {
  span?.setStatus({ code: SpanStatusCode.ERROR })
  span?.setAttribute(attributeNames.errorType, errorTypeOf(failure))
}

async function doneInside<T>(span: Span, work: () => Promise<T>): Promise<T> {
  try {
    return await inside(span, work)
  } catch (failure) {
    failed(span, failure)
    throw failure
  } finally {
    span.end()
  }
}

/** Does some work inside a span and ends the span with it. */
export function traced<T>(span: Span | undefined, work: () => Promise<T>): Promise<T> {
  return span ? doneInside(span, work) : work()
}

/** The beginning of a trace, for what nobody asked for: to be spread into its cause. Empty where nobody traces. */
export function beginTrace(name: string, attributes: Attributes = {}): { readonly traceparent?: string } {
  const span = startSpan(name, { attributes })
  span?.end()
  return span ? { traceparent: traceparentOf(span) } : {}
}
