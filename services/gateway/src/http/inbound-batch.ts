import { decodeInbound, type FieldError, fromBinary, isBinaryMode, RefusedError } from '@waitlist/contracts'

/** One event of a request, decoded or not, with what its publisher called it. */
export type Received = { readonly id: string; readonly decoded: ReturnType<typeof decodeInbound> }

/** The events of a publishing request. `isBatch` tells where in the body each of them stood. */
export type ReceivedBatch = { readonly events: readonly Received[]; readonly isBatch: boolean }

const SINGLE = 'application/cloudevents+json'
const BATCH = 'application/cloudevents-batch+json'

const refuseShape = (detail: string) =>
  new RefusedError({ code: 'WL_ERR_VALIDATION', detail, errors: [{ pointer: '', detail }] })

const received = (value: unknown): Received => {
  const { id } = (value ?? {}) as { readonly id?: unknown }
  return { id: typeof id === 'string' ? id : '', decoded: decodeInbound(value) }
}

/**
 * Reads the events of a request in any of the modes of the CloudEvents HTTP binding: structured, batched, or binary (`ce-`
 * headers). Plain JSON without such headers is taken for what it looks like. Throws WL_ERR_VALIDATION when the content
 * type says one thing and the body is another.
 */
export function readBatch(headers: Readonly<Record<string, unknown>>, body: unknown): ReceivedBatch {
  const type = String(headers['content-type']).toLowerCase()
  const isBatch = Array.isArray(body)
  if (type.startsWith(BATCH) && !isBatch) throw refuseShape('A batch must be a list of events')
  if (type.startsWith(SINGLE) && isBatch)
    throw refuseShape('One event must be an object; a batch has its own content type')
  if (!type.startsWith('application/cloudevents') && isBinaryMode(headers, 'ce-')) {
    return { events: [received(fromBinary(headers, body, 'ce-'))], isBatch: false }
  }
  return isBatch ? { events: body.map(received), isBatch } : { events: [received(body)], isBatch }
}

/** What was wrong with the events of a request, as errors of its body. */
export function errorsOf({ events, isBatch }: ReceivedBatch): FieldError[] {
  return events.flatMap(({ decoded }, at) =>
    decoded.ok
      ? []
      : decoded.errors.map(({ pointer, detail }) => ({ pointer: isBatch ? `/${at}${pointer}` : pointer, detail })),
  )
}
