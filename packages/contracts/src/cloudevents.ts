import { type Static, Type } from 'typebox'
import type { EventType, RecordedEvent } from './registry.ts'
import { Moment } from './scalars.ts'
import { schemaName } from './schema-name.ts'

// No control characters: ids and sources end up in headers, logs and unique indexes.
const Name = (maxLength: number) =>
  Type.String({ minLength: 1, maxLength, pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f]+$' })

/** A CloudEvent 1.0 in structured JSON mode, as we publish and take it. Other attributes are ignored. */
export const CloudEvent = Type.Object({
  specversion: Type.Literal('1.0'),
  id: Name(256),
  source: Name(512),
  type: Name(100),
  time: Moment,
  datacontenttype: Type.Optional(
    Type.String({
      maxLength: 200,
      pattern: '^[Aa][Pp][Pp][Ll][Ii][Cc][Aa][Tt][Ii][Oo][Nn]/([\\w.-]+\\+)?[Jj][Ss][Oo][Nn]\\s*(;.*)?$',
    }),
  ),
  dataschema: Type.Optional(Name(512)),
  subject: Type.Optional(Name(256)),
  stream: Type.Optional(Name(128)),
  streamversion: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647 })),
  correlationid: Type.Optional(Name(256)),
  causationid: Type.Optional(Name(256)),
  traceparent: Type.Optional(Name(128)),
  data: Type.Object({}, { additionalProperties: true }),
})
export type CloudEvent = Static<typeof CloudEvent>

/** The structured form of a recorded event; `time` in UTC with milliseconds, `subject` the key of its topic. */
export function encodeCloudEvent(event: RecordedEvent): CloudEvent {
  const { correlationId, causationId, traceparent } = event
  return {
    specversion: '1.0',
    id: event.id,
    source: event.source,
    type: event.type,
    time: new Date(event.time).toISOString(),
    datacontenttype: 'application/json',
    dataschema: schemaName(event.type, event.schema),
    subject: topicKeyOf(event),
    stream: event.stream,
    streamversion: event.version,
    ...(correlationId !== undefined && { correlationid: correlationId }),
    ...(causationId !== undefined && { causationid: causationId }),
    ...(traceparent !== undefined && { traceparent }),
    data: event.data,
  }
}

/** The key that an event has on its topic: its eventId, also on the streams of notices. */
export function topicKeyOf(event: { readonly type: EventType; readonly data: { readonly eventId: string } }): string {
  return event.data.eventId
}
