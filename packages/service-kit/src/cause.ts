import { randomUUID } from 'node:crypto'
import type { Cause } from '@waitlist/contracts'

/** The cause of what a request brings about; its correlation id is always known. */
export type RequestCause = Cause & { readonly correlationId: string }

/** W3C trace context, version 00: trace id, parent id, flags; neither id is all zeros. */
const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/

/** The cause of a request: within the trace that its `traceparent` names, else with a correlation id of its own. */
export function causeOf(traceparent: string | string[] | undefined): RequestCause {
  const traced = typeof traceparent === 'string' ? TRACEPARENT.exec(traceparent) : null
  if (!traced) return { correlationId: randomUUID() }
  return { correlationId: traced[1] as string, traceparent: traced[0] }
}
