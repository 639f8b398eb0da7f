import { encodeCloudEvent } from '@waitlist/contracts'
import type { PlacedEvent } from '@waitlist/event-log'
import { cursorOf } from './cursor.ts'
import type { FeedPage } from './pages.ts'

/** An event as a line of the feed: a CloudEvent in one line of JSON, with its place in the feed. */
function documentOf({ event, position }: PlacedEvent): string {
  return JSON.stringify({ ...encodeCloudEvent(event), feedcursor: cursorOf(position) })
}

/** Pages as NDJSON. */
export async function* feedLines(pages: AsyncIterable<FeedPage>): AsyncGenerator<string, void, undefined> {
  for await (const { events } of pages) {
    if (events.length > 0) yield events.map((placed) => `${documentOf(placed)}\n`).join('')
  }
}

/**
 * Events as server-sent events, with the cursor as their id, so that a client that comes again goes on where it was.
 */
export function sentEvents(events: readonly PlacedEvent[]): string {
  return events
    .map((placed) => `id: ${cursorOf(placed.position)}\nevent: ${placed.event.type}\ndata: ${documentOf(placed)}\n\n`)
    .join('')
}
