import { type CloudEvent, CloudEvent as CloudEventSchema } from '../cloudevents.ts'
import { keepKnown } from '../keep-known.ts'
import type { FieldError } from '../problems.ts'
import { schemaName, schemaVersionIn } from '../schema-name.ts'
import { createValidate } from '../validate.ts'
import type { TopicData, TopicDefinition } from './define-topic.ts'

/** What a record says besides its data. `time` in ms since 1970. */
export type TopicEnvelope = {
  readonly id: string
  readonly source: string
  readonly time: number
  readonly subject: string
}

/** What is in a record, or why it cannot be used; an alarm where it comes from a version that is newer than we are. */
export type OpenedTopicRecord<Data> =
  | { readonly ok: true; readonly data: Data }
  | { readonly ok: false; readonly reason: string; readonly alarm: boolean }

/** A record of a topic: a CloudEvent in structured form, as everywhere. */
export type TopicCodec<Data> = {
  encode(data: Data, envelope: TopicEnvelope): CloudEvent
  /** Unknown fields are dropped. Never throws. */
  decode(value: unknown): OpenedTopicRecord<Data>
}

const envelopeErrors = createValidate(CloudEventSchema)

export function createTopicCodec<D extends TopicDefinition>(definition: D): TopicCodec<TopicData<D>> {
  const { type, schema } = definition
  const keep = keepKnown(definition.data)
  const dataErrors = createValidate(definition.data)
  const unusable = (reason: string, alarm = false) => ({ ok: false, reason, alarm }) as const
  return {
    encode(data, { id, source, time, subject }) {
      return {
        specversion: '1.0',
        id,
        source,
        type,
        time: new Date(time).toISOString(),
        datacontenttype: 'application/json',
        dataschema: schemaName(type, schema),
        subject,
        data,
      }
    },
    decode(value) {
      const errors = envelopeErrors(value)
      if (errors.length > 0) return unusable(`malformed: ${inWords(errors)}`)
      const event = value as CloudEvent
      if (event.type !== type) return unusable(`malformed: a ${event.type} does not belong on the topic ${type}`)
      const version = event.dataschema === undefined ? schema : schemaVersionIn(event.dataschema, type)
      if (version !== schema) return unusable(`unknown-schema: ${event.dataschema}`, true)
      const data = keep(event.data)
      const faults = dataErrors(data, '/data')
      return faults.length > 0 ? unusable(`malformed: ${inWords(faults)}`) : { ok: true, data: data as TopicData<D> }
    },
  }
}

const inWords = (errors: readonly FieldError[]) =>
  errors.map(({ pointer, detail }) => `${pointer} ${detail}`).join('; ')
