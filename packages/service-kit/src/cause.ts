import { randomUUID } from 'node:crypto'
import { trace } from '@opentelemetry/api'
import type { Cause } from '@waitlist/contracts'

/** The cause of what a request brings about; its correlation id is always known, and of the form of a trace id. */
export type RequestCause = Cause & { readonly correlationId: string }

/** W3C trace context, version 00: trace id, parent id, flags; neither id is all zeros. */
const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/

/** The cause of a request: within the trace that its `traceparent` names, else with a correlation id of its own. */
export function causeOf(traceparent: string | string[] | undefined): RequestCause {
  const traced = typeof traceparent === 'string' ? TRACEPARENT.exec(traceparent) : null
  if (!traced) return { correlationId: randomUUID().replaceAll('-', '') }
  return { correlationId: traced[1] as string, traceparent: traced[0] }
}

/**
 * The `traceparent` that a request goes on to another service with: its own, or a new one that carries its correlation id
 * as the trace id. Undefined where telemetry is on, which puts in the one of its own span.
 */
export function traceparentOnward({ correlationId, traceparent }: RequestCause): string | undefined {
  if (trace.getActiveSpan()) return undefined
  if (traceparent !== undefined) return traceparent
  return `00-${correlationId}-${correlationId.slice(16)}-01`
}
