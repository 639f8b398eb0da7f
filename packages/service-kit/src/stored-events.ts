import { eventDefinitions, type RecordedEvent, upcast } from '@waitlist/contracts'
import { DataFileError } from '@waitlist/event-log'

/**
 * Brings an event of the log to the latest schema of its type. Throws DataFileError for one that only a newer version of
 * this program can have written: to go on without it would be to forget it.
 */
export function latestEvent(event: RecordedEvent): RecordedEvent {
  const schema = eventDefinitions[event.type]?.schema
  if (schema === event.schema) return event
  const data = schema === undefined ? undefined : upcast(event.type, event.schema, event.data)
  if (data === undefined) {
    throw new DataFileError(
      `A newer version wrote ${event.stream}@${event.version} (${event.type}, schema ${event.schema})`,
    )
  }
  return { ...event, schema, data } as RecordedEvent
}
