import { type CloudEvent, CloudEvent as CloudEventSchema } from './cloudevents.ts'
import { type KeepKnown, keepKnown } from './keep-known.ts'
import type { FieldError } from './problems.ts'
import {
  type DomainEvent,
  type Envelope,
  type EventType,
  eventDefinitions,
  type InboundType,
  inboundTypes,
  type RecordedEvent,
} from './registry.ts'
import { schemaVersionIn } from './schema-name.ts'
import { upcast } from './upcast.ts'
import { createValidate, dataErrors } from './validate.ts'

/** An event that has no place in a stream yet. */
export type UnplacedEvent<T extends EventType = EventType> = {
  [K in T]: DomainEvent<K> & Omit<Envelope, 'stream' | 'version'>
}[T]

/** Why an event was not taken: by its shape, its type, or a schema version that is newer than we are. */
export type DecodeFailure = {
  readonly ok: false
  readonly reason: 'malformed' | 'unknown-type' | 'unknown-schema'
  readonly detail: string
  readonly errors: readonly FieldError[]
}

export type Decoded<E> = { readonly ok: true; readonly event: E } | DecodeFailure

const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/
const envelopeErrors = createValidate(CloudEventSchema)
const keepers = new Map<EventType, KeepKnown>()
const inbound: ReadonlySet<string> = new Set(inboundTypes)

/**
 * Reads an event that another service publishes: a CloudEvent 1.0 in structured form (see `fromBinary` for the other),
 * of an inbound type. Without `dataschema` it has the latest schema. Unknown fields are dropped, and so is any place
 * in a stream that it claims. Never throws.
 */
export function decodeInbound(value: unknown): Decoded<UnplacedEvent<InboundType>> {
  const decoded = decode(value)
  if (!decoded.ok) return decoded
  if (!inbound.has(decoded.event.type)) return unknownType(`Nobody else publishes ${decoded.event.type}`)
  return decoded as Decoded<UnplacedEvent<InboundType>>
}

/** Reads an event that a service of ours published: like `decodeInbound`, of any type, with its place in its stream. */
export function decodeRecorded(value: unknown): Decoded<RecordedEvent> {
  const decoded = decode(value)
  if (!decoded.ok) return decoded
  const { stream, streamversion: version } = value as CloudEvent
  if (stream === undefined || version === undefined) {
    return malformed([
      ...(stream === undefined ? [{ pointer: '/stream', detail: 'is required' }] : []),
      ...(version === undefined ? [{ pointer: '/streamversion', detail: 'is required' }] : []),
    ])
  }
  return { ok: true, event: { ...decoded.event, stream, version } as RecordedEvent }
}

function decode(value: unknown): Decoded<UnplacedEvent> {
  const errors = envelopeErrors(value)
  const type = (value as CloudEvent | null | undefined)?.type
  if (!isEventType(type)) {
    return errors.length > 0 ? malformed(errors) : unknownType(`There is no event type ${JSON.stringify(type)}`)
  }
  const { dataschema, data } = value as Partial<CloudEvent>
  const schema = dataschema === undefined ? eventDefinitions[type].schema : schemaVersionOf(dataschema, type)
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return malformed(errors)
  const latest = schema === undefined ? undefined : upcastSafely(type, schema, data)
  if (latest === undefined) return errors.length > 0 ? malformed(errors) : unknownSchema(type, dataschema)
  const known = keeperOf(type)(latest) as object
  errors.push(...dataErrors(type, known, '/data'))
  return errors.length > 0 ? malformed(errors) : { ok: true, event: unplaced(type, value as CloudEvent, known) }
}

function unplaced(type: EventType, from: CloudEvent, data: object): UnplacedEvent {
  const { correlationid, causationid, traceparent } = from
  return {
    type,
    id: from.id,
    source: from.source,
    schema: eventDefinitions[type].schema,
    time: Date.parse(from.time),
    ...(correlationid !== undefined && { correlationId: correlationid }),
    ...(causationid !== undefined && { causationId: causationid }),
    // A trace context that does not parse is to be ignored (W3C Trace Context 3.2), not refused.
    ...(traceparent !== undefined && TRACEPARENT.test(traceparent) && { traceparent }),
    data,
  } as UnplacedEvent
}

const isEventType = (type: unknown): type is EventType =>
  typeof type === 'string' && Object.hasOwn(eventDefinitions, type)

const schemaVersionOf = (dataschema: unknown, type: EventType) =>
  typeof dataschema === 'string' ? schemaVersionIn(dataschema, type) : undefined

/** An upcaster may meet data that never had its version's shape; then the validator says what is wrong with it. */
function upcastSafely(type: EventType, schema: number, data: object): object | undefined {
  try {
    return upcast(type, schema, data)
  } catch {
    return data
  }
}

function keeperOf(type: EventType): KeepKnown {
  let keep = keepers.get(type)
  if (!keep) {
    keep = keepKnown(eventDefinitions[type].data)
    keepers.set(type, keep)
  }
  return keep
}

const malformed = (errors: readonly FieldError[]): DecodeFailure => ({
  ok: false,
  reason: 'malformed',
  detail: 'The event does not have the expected shape',
  errors,
})

const unknownType = (detail: string): DecodeFailure => ({
  ok: false,
  reason: 'unknown-type',
  detail,
  errors: [{ pointer: '/type', detail }],
})

const unknownSchema = (type: EventType, dataschema: unknown): DecodeFailure => {
  const detail = `There is no schema ${JSON.stringify(dataschema)} of ${type} here`
  return { ok: false, reason: 'unknown-schema', detail, errors: [{ pointer: '/dataschema', detail }] }
}
