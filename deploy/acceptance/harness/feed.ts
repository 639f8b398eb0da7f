import type { EventData, EventType } from '@waitlist/contracts'
import type { Caller } from './http.ts'

/** A line of the feed: a CloudEvent in structured JSON with our extensions. A union over the types named. */
export type FeedEvent<T extends EventType = EventType> = {
  [K in T]: {
    readonly specversion: string
    readonly id: string
    readonly source: string
    readonly type: K
    readonly time: string
    readonly datacontenttype?: string
    readonly dataschema?: string
    readonly data: EventData<K>
    readonly stream: string
    readonly streamversion?: number
    readonly correlationid?: string
    readonly causationid?: string
    readonly feedcursor: string
  }
}[T]

export type FeedQuery = {
  readonly eventId?: string
  readonly types?: readonly EventType[]
  readonly after?: string
  readonly limit?: number
}

const PAGE = 10_000

/** The path of one page of the feed. */
export function feedPath(query: FeedQuery): string {
  const search = new URLSearchParams()
  if (query.after !== undefined) search.set('after', query.after)
  if (query.types) search.set('types', query.types.join(','))
  if (query.eventId !== undefined) search.set('eventId', query.eventId)
  if (query.limit !== undefined) search.set('limit', String(query.limit))
  return `/api/events?${search}`
}

/** One page of the feed as its lines. */
export async function feedPage(caller: Caller, query: FeedQuery): Promise<FeedEvent[]> {
  const answer = await caller.get(feedPath(query))
  if (answer.status !== 200) throw new Error(`GET ${feedPath(query)} answers ${answer.status}: ${answer.text}`)
  return answer.text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as FeedEvent)
}

/** The feed from a cursor, or from the beginning, to its end, page by page. */
export async function readFeed(caller: Caller, query: FeedQuery = {}): Promise<FeedEvent[]> {
  const events: FeedEvent[] = []
  const limit = query.limit ?? PAGE
  for (let after = query.after; ; after = events.at(-1)?.feedcursor) {
    const page = await feedPage(caller, { ...query, ...(after === undefined ? {} : { after }), limit })
    events.push(...page)
    if (page.length < limit) return events
  }
}

/** The events of one type, in the feed's order. */
export function ofType<T extends EventType>(feed: readonly FeedEvent[], type: T): FeedEvent<T>[] {
  return feed.filter((event) => event.type === type) as FeedEvent[] as FeedEvent<T>[]
}
