import { keyOf, type RecordedEvent } from '@waitlist/contracts'
import type { NewEvent } from './port.ts'

/** The event id that a log entry bears on: what follows the colon of its stream, or, for a notice, what its data says. */
export function eventKey(stream: string, event: Pick<RecordedEvent | NewEvent, 'data'>): string {
  return stream.startsWith('notice:') ? (event.data as { readonly eventId: string }).eventId : keyOf(stream)
}
