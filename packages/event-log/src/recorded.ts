import type { RecordedEvent } from '@waitlist/contracts'
import type { NewEvent } from './port.ts'

/** An event with the place that its commit gives it. */
export function recorded(event: NewEvent, stream: string, version: number): RecordedEvent {
  return { ...event, id: event.id ?? `${stream}@${version}`, stream, version } as RecordedEvent
}
