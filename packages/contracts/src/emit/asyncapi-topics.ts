import type { TopicDefinition } from '../topics/define-topic.ts'
import { topicExamples } from '../topics/topic-examples.ts'
import { createTopicCodec } from '../topics/topic-record.ts'
import { topicDefinitions } from '../topics/topics.ts'
import { payloadOf } from './asyncapi-payload.ts'
import { type Json, plain } from './json.ts'

const at = { id: 'c0ffee-4711', source: '/waitlist/join', time: Date.UTC(2027, 4, 2, 10) }

/** The parts of the AsyncAPI document that tell of topics without a stream. */
export function otherTopics(): Readonly<
  Record<'channels' | 'operations' | 'messages' | 'schemas', Record<string, Json>>
> {
  const byType = (make: (definition: TopicDefinition) => Json) =>
    Object.fromEntries(topicDefinitions.map((definition) => [definition.type, make(definition)]))
  return {
    channels: byType(({ type, summary, compacted }) => ({
      address: type,
      summary,
      description: compacted
        ? 'Compacted: the last record of a key stands for it.'
        : 'Records that stand on no stream.',
      messages: { [type]: { $ref: `#/components/messages/${type}` } },
    })),
    operations: Object.fromEntries(topicDefinitions.map(({ type }) => [`send${type}`, send(type)])),
    messages: byType(message),
    schemas: byType(({ data }) => plain(data)),
  }
}

const send = (type: string): Json => ({
  action: 'send',
  channel: { $ref: `#/channels/${type}` },
  messages: [{ $ref: `#/channels/${type}/messages/${type}` }],
})

function message(definition: TopicDefinition): Json {
  const { type, summary, key } = definition
  const data = topicExamples[type as keyof typeof topicExamples]
  const subject = 'customerId' in data ? data.customerId : data.stream.slice(data.stream.indexOf(':') + 1)
  return {
    name: type,
    title: type,
    summary,
    contentType: 'application/cloudevents+json',
    bindings: { kafka: { key: { type: 'string', description: key }, bindingVersion: '0.5.0' } },
    payload: payloadOf(type),
    examples: [{ name: type, payload: plain(createTopicCodec(definition).encode(data, { ...at, subject })) }],
  }
}
