import { CloudEvent } from '../cloudevents.ts'
import type { EventDefinition, StreamKind } from '../define-event.ts'
import { eventExamples } from '../event-examples.ts'
import { type EventType, eventDefinitions } from '../registry.ts'
import { schemaName } from '../schema-name.ts'
import { payloadOf } from './asyncapi-payload.ts'
import { otherTopics } from './asyncapi-topics.ts'
import { type Json, plain } from './json.ts'

const sources: Readonly<Record<StreamKind, string>> = {
  inbound: '/ticketing',
  waitlist: '/waitlist/join',
  release: '/waitlist/release',
  notice: '/waitlist/notification',
}

/** The AsyncAPI 3.0 document: a channel per event type, named after it. Seen from us: inbound types are received. */
export function asyncApi(): { readonly [name: string]: Json } {
  const definitions = Object.values<EventDefinition>(eventDefinitions)
  const others = otherTopics()
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Waitlist Management',
      version: '1.0.0',
      description:
        'One topic per event type; the key of a record is the eventId unless its message says otherwise. CloudEvents 1.0, structured JSON.',
    },
    defaultContentType: 'application/cloudevents+json',
    channels: { ...byType(definitions, channel), ...others.channels },
    operations: {
      ...Object.fromEntries(definitions.map((definition) => [operationName(definition), operation(definition)])),
      ...others.operations,
    },
    components: {
      messages: { ...byType(definitions, message), ...others.messages },
      schemas: {
        CloudEvent: plain(CloudEvent),
        ...byType(definitions, (definition) => plain(definition.data)),
        ...others.schemas,
      },
    },
  }
}

function byType(definitions: readonly EventDefinition[], make: (definition: EventDefinition) => Json) {
  return Object.fromEntries(definitions.map((definition) => [definition.type, make(definition)]))
}

const channel = ({ type, summary, stream }: EventDefinition): Json => ({
  address: type,
  summary,
  description: `Events of the streams ${stream}:{${stream === 'notice' ? 'noticeId' : 'eventId'}}`,
  messages: { [type]: { $ref: `#/components/messages/${type}` } },
})

const operationName = ({ type, stream }: EventDefinition) => `${stream === 'inbound' ? 'receive' : 'send'}${type}`

const operation = ({ type, stream }: EventDefinition): Json => ({
  action: stream === 'inbound' ? 'receive' : 'send',
  channel: { $ref: `#/channels/${type}` },
  messages: [{ $ref: `#/channels/${type}/messages/${type}` }],
})

function message({ type, summary, stream, schema }: EventDefinition): Json {
  const { eventId, noticeId } = eventExamples.NotificationPlanned
  const key = stream === 'notice' ? noticeId : eventId
  const place = stream === 'inbound' ? {} : { stream: `${stream}:${key}`, streamversion: 7 }
  const payload = {
    specversion: '1.0',
    id: stream === 'inbound' ? 'ticketing-4711' : `${stream}:${key}@7`,
    source: sources[stream],
    type,
    time: '2027-05-02T10:00:00.000Z',
    datacontenttype: 'application/json',
    dataschema: schemaName(type as EventType, schema),
    subject: eventId,
    ...place,
    data: plain(eventExamples[type as EventType]),
  }
  return {
    name: type,
    title: type,
    summary,
    contentType: 'application/cloudevents+json',
    bindings: { kafka: { key: { type: 'string', description: 'The eventId' }, bindingVersion: '0.5.0' } },
    payload: payloadOf(type),
    examples: [{ name: type, payload }],
  }
}
