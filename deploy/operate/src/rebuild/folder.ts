import { createSqliteLog, type EventLog, openDataFileBeside } from '@waitlist/event-log'
import { latestEvent } from '@waitlist/service-kit'
import { createMemoryViews, rebuild, type ViewStore } from '@waitlist/views'
import { digestOf } from './digest.ts'
import type { Rebuilt } from './rebuilt.ts'
import { ownedViews } from './views.ts'

const PAGE = 2_000

/** Folds the whole log in the order in which it was written, as the product does that lives along with it. */
async function follow(log: EventLog, views: readonly ViewStore<object>[]): Promise<void> {
  for (let after = 0; ; ) {
    const page = await log.readAll(after, PAGE)
    for (const view of views) await view.apply(page.map(({ event }) => event))
    const last = page.at(-1)
    if (!last) return
    after = last.position
  }
}

/**
 * Makes the views of a data folder twice: as they came to be, and anew from stream after stream, as a start makes them.
 * They are in memory only, so nothing is written; the product may run.
 */
export async function rebuildFolder(dataDir: string): Promise<Rebuilt[]> {
  const file = openDataFileBeside(dataDir)
  try {
    const log = createSqliteLog(file, { upcast: latestEvent })
    const followed = ownedViews.map(({ view }) => createMemoryViews().open(view))
    await follow(log, followed)
    return await Promise.all(
      ownedViews.map(async ({ service, prefix, view }, at): Promise<Rebuilt> => {
        const anew = createMemoryViews().open(view)
        await rebuild(log, prefix, anew)
        const before = digestOf((await followed[at]?.rows()) ?? [])
        return { name: `${service} ${view.name}`, before, after: digestOf(await anew.rows()) }
      }),
    )
  } finally {
    file.close()
  }
}
