import type { EventDefinition } from '../define-event.ts'
import { eventExamples } from '../event-examples.ts'
import { eventDefinitions } from '../registry.ts'
import { schemaName } from '../schema-name.ts'
import type { TopicDefinition } from '../topics/define-topic.ts'
import { topicExamples } from '../topics/topic-examples.ts'
import { topicDefinitions } from '../topics/topics.ts'
import { asyncApi } from './asyncapi.ts'
import { type Json, jsonText } from './json.ts'
import { openApi } from './openapi.ts'

/** Every document that is published for other teams: its text by its path under deploy/contracts. */
export function documents(): ReadonlyMap<string, string> {
  const examples: Readonly<Record<string, object>> = { ...eventExamples, ...topicExamples }
  const described = [...Object.values<EventDefinition>(eventDefinitions), ...topicDefinitions]
  const schemas = described.map((definition) => {
    const { type, schema } = definition
    return [`schemas/${type}.${schema}.json`, jsonText(dataSchema(definition, examples[type]))] as const
  })
  return new Map([
    ['openapi.json', jsonText(openApi())],
    ['asyncapi.json', jsonText(asyncApi())],
    ...schemas.toSorted(([a], [b]) => (a < b ? -1 : 1)),
  ])
}

function dataSchema({ type, schema, summary, data }: EventDefinition | TopicDefinition, example?: object): Json {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: schemaName(type, schema),
    title: type,
    description: summary,
    ...(JSON.parse(JSON.stringify(data)) as object),
    examples: [JSON.parse(JSON.stringify(example)) as Json],
  }
}
