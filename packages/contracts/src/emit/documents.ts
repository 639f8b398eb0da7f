import type { EventDefinition } from '../define-event.ts'
import { eventExamples } from '../event-examples.ts'
import { type EventType, eventDefinitions } from '../registry.ts'
import { schemaName } from '../schema-name.ts'
import { asyncApi } from './asyncapi.ts'
import { type Json, jsonText } from './json.ts'
import { openApi } from './openapi.ts'

/** Every document that is published for other teams: its text by its path under deploy/contracts. */
export function documents(): ReadonlyMap<string, string> {
  const schemas = Object.values<EventDefinition>(eventDefinitions).map((definition) => {
    const { type, schema } = definition
    return [`schemas/${type}.${schema}.json`, jsonText(dataSchema(definition))] as const
  })
  return new Map([
    ['openapi.json', jsonText(openApi())],
    ['asyncapi.json', jsonText(asyncApi())],
    ...schemas.toSorted(([a], [b]) => (a < b ? -1 : 1)),
  ])
}

function dataSchema({ type, schema, summary, data }: EventDefinition): Json {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: schemaName(type as EventType, schema),
    title: type,
    description: summary,
    ...(JSON.parse(JSON.stringify(data)) as object),
    examples: [JSON.parse(JSON.stringify(eventExamples[type as EventType])) as Json],
  }
}
