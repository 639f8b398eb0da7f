import { createSqliteLog, openDataFileBeside, pagesOf } from '@waitlist/event-log'
import { latestEvent } from '@waitlist/service-kit'
import { createMemoryViews, rebuild } from '@waitlist/views'
import { digestOf } from '../digest.ts'
import type { Rebuilt } from './rebuilt.ts'
import { ownedViews } from './views.ts'

/**
 * Makes the views of a data folder twice: as they came to be, and anew from stream after stream, as a start makes them.
 * They are in memory only, so nothing is written; the product may run.
 */
export async function rebuildFolder(dataDir: string): Promise<Rebuilt[]> {
  const file = openDataFileBeside(dataDir)
  try {
    const log = createSqliteLog(file, { upcast: latestEvent })
    const followed = ownedViews.map(({ view }) => createMemoryViews().open(view))
    for await (const events of pagesOf(log)) for (const view of followed) await view.apply(events)
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
