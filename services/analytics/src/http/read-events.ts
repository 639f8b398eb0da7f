import { type EventType, RefusedError, routes } from '@waitlist/contracts'
import type { Clock, PlacedEvent } from '@waitlist/event-log'
import { type Caller, implement, notFound, ownsEvent } from '@waitlist/service-kit'
import type { ViewStore } from '@waitlist/views'
import type { Bodies } from '../feed/body.ts'
import { positionOf } from '../feed/cursor.ts'
import { followFeed } from '../feed/follow.ts'
import { feedLines } from '../feed/lines.ts'
import { type FeedSelection, type FeedSource, feedPages } from '../feed/pages.ts'
import type { StatsRow } from '../stats/row.ts'

const DEFAULT_LIMIT = 1000
const EVENT_STREAM = 'text/event-stream'

/** Nobody in between keeps or collects it; and a server that closes must not wait for the connection it ended on. */
const FOLLOWING = {
  'content-type': EVENT_STREAM,
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
  connection: 'close',
}

export type FeedParts = {
  readonly source: FeedSource
  readonly stats: ViewStore<StatsRow>
  readonly bodies: Bodies
  readonly clock: Clock
}

/**
 * The event feed: one page as NDJSON, or, for who accepts an event stream, everything from there on, live. A service
 * sees all of it, an organizer the own events, inbound ones included.
 */
export function readEvents({ source, stats, bodies, clock }: FeedParts) {
  return implement(routes.readEvents, async ({ query, headers, caller }) => {
    const { eventId, limit = DEFAULT_LIMIT } = query
    const owns = async (id: string) => ownsEvent(caller, (await stats.get(id))?.organizerId)
    if (eventId !== undefined && !(await owns(eventId))) throw notFound()
    const types = query.types?.split(',') as EventType[] | undefined
    const selection = { eventId, types, admit: seesAll(caller) || eventId !== undefined ? all : ownOnly(owns) }
    const lastId = headers['last-event-id']
    if (!accepts(headers.accept)) {
      const lines = feedLines(feedPages(source, selection, startAfter('/query/after', query.after), limit))
      // Read before the answer begins, so that a log that is away can still be said to be.
      const first = await lines.next()
      return { status: 200, body: bodies.open(() => continued(first, lines)) }
    }
    const after =
      typeof lastId === 'string'
        ? startAfter('/headers/last-event-id', lastId)
        : startAfter('/query/after', query.after)
    return {
      status: 200,
      body: bodies.open((signal) => followFeed(source, selection, after, { clock, signal })),
      headers: FOLLOWING,
    }
  })
}

async function* continued(first: IteratorResult<string, void>, rest: AsyncGenerator<string, void, undefined>) {
  if (first.done) return
  yield first.value
  yield* rest
}

function accepts(accept: string | string[] | undefined): boolean {
  return String(accept ?? '').includes(EVENT_STREAM)
}

function startAfter(pointer: string, cursor: string | undefined): number {
  const position = cursor === undefined ? 0 : positionOf(cursor)
  if (position !== undefined) return position
  const errors = [{ pointer, detail: 'must be the feedcursor of a line of the feed' }]
  throw new RefusedError({ code: 'WL_ERR_VALIDATION', detail: 'The cursor is not one of ours', errors })
}

const seesAll = (caller: Caller) => caller.role === 'service' || caller.role === 'admin'

const all: FeedSelection['admit'] = async (page) => page

/** Those of a page that are of the caller's own events; asked anew for each page, as an event may change hands. */
function ownOnly(owns: (eventId: string) => Promise<boolean>): FeedSelection['admit'] {
  return async (page) => {
    const own = new Map<string, boolean>()
    for (const { event } of page) {
      const { eventId } = event.data
      if (!own.has(eventId)) own.set(eventId, await owns(eventId))
    }
    return page.filter(({ event }: PlacedEvent) => own.get(event.data.eventId))
  }
}
