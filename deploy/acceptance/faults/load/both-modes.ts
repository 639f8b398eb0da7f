import { expect } from '@jest/globals'
import type { RecordedEvent } from '@waitlist/contracts'
import { createSqliteLog, openDataFile, pagesOf } from '@waitlist/event-log'
import { latestEvent } from '@waitlist/service-kit/stored-events'
import { embedded, useMode } from '../../harness/mode.ts'
import { eventually } from '../../harness/poll.ts'
import { freshFolder, type Product, startProduct } from '../../harness/product.ts'
import { createSale } from '../../harness/sale.ts'
import type { Entry, EntryList } from '../../harness/shapes.ts'
import type { Ground } from '../ground/ground.ts'

const PAGE = 1_000
const PATIENCE_MS = 120_000

/** Everything that analytics has of some events, in the feed's order, once it has all that the owners have and every notice has ended. */
async function recorded({ logs }: Ground, eventIds: readonly string[]): Promise<RecordedEvent[]> {
  return eventually(async () => {
    const log = logs.of('analytics')
    const all: RecordedEvent[] = []
    for (const key of eventIds) {
      const events: RecordedEvent[] = []
      for await (const page of pagesOf(log, { key })) events.push(...page)
      const { waitlist, release } = await logs.history(key)
      const notices = await logs.notices(key)
      // Where nobody's address is known, no more of them are sent.
      expect(notices.filter((notice) => !/Sent$|Failed$/.test(notice.at(-1)?.type ?? ''))).toEqual([])
      const own = events.filter(({ stream }) => !stream.startsWith('inbound:'))
      expect(own).toHaveLength(waitlist.length + release.length + notices.flat().length)
      all.push(...events)
    }
    return all
  }, PATIENCE_MS)
}

/** The embedded product on a data folder that holds a history, and nothing else. */
async function embeddedWith(events: readonly RecordedEvent[]): Promise<Product> {
  const folder = await freshFolder()
  const file = openDataFile(folder)
  const log = createSqliteLog(file, { upcast: latestEvent })
  for (let at = 0; at < events.length; at += PAGE) await log.replicate(events.slice(at, at + PAGE))
  await log.close()
  file.close()
  useMode(async () => embedded, 1)
  return startProduct({ LOG_LEVEL: 'warn' }, folder)
}

const withoutNow = ({ asOf: _, ...rest }: { readonly asOf?: string }) => rest

/** What an organizer and the customers see of an event, but for the moment they look and what no stream carries. */
async function shown(product: Product, eventId: string): Promise<object> {
  const sale = createSale(product, eventId)
  const entries: object[] = []
  const owners = new Set<string>()
  for (let query = '?limit=500'; ; ) {
    const { body } = await sale.organizer.get<EntryList>(`/api/waitlist/entries/${eventId}${query}`)
    for (const { contact: _, ...entry } of body.entries) {
      entries.push(withoutNow(entry as Entry))
      owners.add(entry.customerId)
    }
    if (body.nextCursor === undefined) break
    query = `?limit=500&cursor=${encodeURIComponent(body.nextCursor)}`
  }
  const positions = await Promise.all(
    [...owners].slice(0, 30).map(async (sub) => {
      const { body } = await product
        .as({ sub, role: 'customer' })
        .get<{ entries: Entry[] }>('/api/waitlist/position/me')
      return body.entries.map(withoutNow)
    }),
  )
  const { body: settings } = await sale.organizer.get(`/api/waitlist/settings/${eventId}`)
  return { entries, positions, settings, stats: withoutNow(await sale.stats()) }
}

/** I14: the same history, folded by the distributed and by the embedded product, is shown alike. */
export async function expectSameViews(ground: Ground, eventIds: readonly string[]): Promise<void> {
  const events = await recorded(ground, eventIds)
  await using embedded = await embeddedWith(events)
  for (const eventId of eventIds) {
    // Figures follow the log at a distance.
    await eventually(async () => {
      const [there, here] = [await shown(ground.product, eventId), await shown(embedded, eventId)]
      expect(there).toEqual(here)
    }, PATIENCE_MS)
  }
  process.stderr.write(`both modes show the same of ${events.length} events\n`)
}
