import { createHash } from 'node:crypto'
import { statsView } from '@waitlist/analytics/stats/view'
import type { RecordedEvent } from '@waitlist/contracts'
import { createSqliteLog, type EventLog, openDataFile, pagesOf } from '@waitlist/event-log'
import { eventsByKey } from '@waitlist/join/views/events-by-key'
import { latestEvent } from '@waitlist/service-kit'
import { always, violationsOf } from '@waitlist/testkit/invariants/index'
import { historiesOf } from '@waitlist/testkit/invariants/violation'
import { createMemoryViews, type ViewStore } from '@waitlist/views'
import { digestOf } from '../digest.ts'
import type { Examined } from './manifest.ts'

/**
 * Reads the whole log of a data folder and makes the views anew. Throws when an event is damaged, when a stream has a gap,
 * or when an invariant does not hold: then it is not a state that the product can have been in.
 */
export async function examine(dataDir: string): Promise<Examined> {
  const file = openDataFile(dataDir)
  try {
    const log = createSqliteLog(file, { upcast: latestEvent })
    return await examineLog(log)
  } finally {
    file.close()
  }
}

async function examineLog(log: EventLog): Promise<Examined> {
  const views = createMemoryViews()
  const stores: Record<string, ViewStore<object>> = {
    [eventsByKey.name]: views.open(eventsByKey) as ViewStore<object>,
    [statsView.name]: views.open(statsView) as ViewStore<object>,
  }
  const hash = createHash('sha256')
  const heads = new Map<string, number>()
  const events: RecordedEvent[] = []
  for await (const page of pagesOf(log)) {
    for (const event of page) {
      requireNext(heads, event)
      hash.update(`${JSON.stringify(event)}\n`)
      if (!event.stream.startsWith('notice:')) events.push(event)
    }
    for (const store of Object.values(stores)) await store.apply(page)
  }
  for (const [eventId, history] of historiesOf(events)) {
    const [first] = violationsOf(history, always)
    if (first)
      throw new Error(`the log of ${eventId} cannot be right: ${first.invariant} ${first.what}, at ${first.at}`)
  }
  const digests = Object.entries(stores).map(
    async ([name, store]) => [name, digestOf(await store.rows()).sha256] as const,
  )
  return {
    events: await log.position(),
    streams: heads.size,
    logDigest: hash.digest('hex'),
    views: Object.fromEntries(await Promise.all(digests)),
  }
}

/** I15, for every stream there is. */
function requireNext(heads: Map<string, number>, { stream, version }: RecordedEvent): void {
  const head = heads.get(stream) ?? 0
  if (version !== head + 1) throw new Error(`the log has ${stream}@${version} behind ${stream}@${head}`)
  heads.set(stream, version)
}
