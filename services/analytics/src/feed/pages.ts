import { setImmediate } from 'node:timers/promises'
import type { EventType } from '@waitlist/contracts'
import type { EventLog, PlacedEvent } from '@waitlist/event-log'

/** Where the feed comes from: everything in an order in which a cause stands before its effect. */
export type FeedSource = Pick<EventLog, 'readAll' | 'onGrowth'>

/** What of the feed is asked for. */
export type FeedSelection = {
  readonly eventId?: string | undefined
  readonly types?: readonly EventType[] | undefined
  /** The events of a page that the caller may see. */
  admit(page: readonly PlacedEvent[]): Promise<readonly PlacedEvent[]>
}

/** Events that were found, and how far the feed was looked through for them. */
export type FeedPage = { readonly events: readonly PlacedEvent[]; readonly position: number }

const PAGE = 500

/**
 * What is selected behind a position, up to `limit` events, page by page until the feed's present end. Pages may be
 * empty: much may have to be looked through that is others' business.
 */
export async function* feedPages(
  source: FeedSource,
  { eventId, types, admit }: FeedSelection,
  after: number,
  limit: number,
): AsyncGenerator<FeedPage, void, undefined> {
  const filter = { ...(eventId !== undefined && { key: eventId }), ...(types && { types }) }
  let position = after
  for (let left = limit; left > 0; ) {
    const page = await source.readAll(position, PAGE, filter)
    const events = (await admit(page)).slice(0, left)
    left -= events.length
    position = page.at(-1)?.position ?? position
    yield { events, position }
    if (page.length < PAGE) return
    // The log answers at once: without this nobody else would be served until the end.
    await setImmediate()
  }
}
