import type { EventType, RecordedEvent } from '@waitlist/contracts'
import { eventKey } from './event-key.ts'

/** What readAll is asked for: events of these types, of this key. */
export type Filter = { readonly key?: string; readonly types?: readonly EventType[] }

/** Tells whether an event passes a filter; undefined when all do. */
export function keeper(filter: Filter | undefined): ((event: RecordedEvent) => boolean) | undefined {
  if (filter?.key === undefined && filter?.types === undefined) return undefined
  const { key } = filter
  const types = filter.types && new Set<string>(filter.types)
  return (event) =>
    (types === undefined || types.has(event.type)) && (key === undefined || eventKey(event.stream, event) === key)
}
