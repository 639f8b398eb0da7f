import { type CloudEvent, type EventType, partitionOf, type RecordedEvent, topicKeyOf } from '@waitlist/contracts'
import type { EachBatchPayload, IHeaders } from 'kafkajs'
import type { Codec } from '../open-record.ts'
import type { OutRecord } from './acknowledged.ts'
import type { KafkaRecord } from './intake.ts'

export type KafkaMessage = EachBatchPayload['batch']['messages'][number]

const CONTENT_TYPE = 'application/cloudevents+json; charset=UTF-8'

/** The attributes of a CloudEvent as headers, and its trace context for those who look for it there. */
export function headersOf({ data: _, datacontenttype: __, ...attributes }: CloudEvent): IHeaders {
  const headers: IHeaders = { 'content-type': CONTENT_TYPE }
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) headers[`ce_${name}`] = String(value)
  }
  if (attributes.traceparent !== undefined) headers.traceparent = attributes.traceparent
  return headers
}

/** An event as it goes onto its topic. */
export function recordOf(event: RecordedEvent<EventType>, prefix: string, codec: Codec): OutRecord {
  const document = codec.encode(event) as CloudEvent
  const key = topicKeyOf(event)
  return {
    topic: `${prefix}${event.type}`,
    partition: partitionOf(key),
    key,
    value: JSON.stringify(document),
    headers: headersOf(document),
  }
}

/** A message as it came from a partition; the topic without the prefix that ours have. */
export function recordFrom(topic: string, partition: number, message: KafkaMessage): KafkaRecord {
  const { key, value, headers = {} } = message
  const offset = Number(message.offset)
  return {
    topic,
    partition,
    offset,
    origin: `${topic}/${partition}@${offset}`,
    bytes: value ?? Buffer.alloc(0),
    headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name.toLowerCase(), text])),
    original: { key, value, headers },
  }
}
