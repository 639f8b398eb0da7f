import { createMongoLog, openMongo } from '@waitlist/event-log/mongo'
import { latestEvent } from '@waitlist/service-kit'
import { databaseOf } from '@waitlist/service-kit/process/engines-config'
import { createMemoryViews, rebuild } from '@waitlist/views'
import { clearMongoView, createMongoViews } from '@waitlist/views/mongo'
import { digestOf } from '../digest.ts'
import type { Rebuilt } from './rebuilt.ts'
import { type OwnedView, ownedViews } from './views.ts'

type MongoPlace = { readonly url: string; readonly database: string }

/**
 * Compares a view with what its log says, folded anew in memory. With `replace` the rows are then thrown away and projected
 * again; no process of the service may run meanwhile, for it would go on from what is gone.
 */
async function rebuildOne({ url, database }: MongoPlace, owned: OwnedView, replace: boolean): Promise<Rebuilt> {
  const { service, prefix, view } = owned
  const store = await openMongo({ url, database: databaseOf(database, service) })
  const log = await createMongoLog(store, { upcast: latestEvent, outbox: false })
  try {
    const kept = createMongoViews(store).open(view)
    const before = digestOf(await kept.rows())
    const name = `${service} ${view.name}`
    if (replace) {
      await clearMongoView(store, view)
      const fresh = createMongoViews(store).open(view)
      await rebuild(log, prefix, fresh)
      return { name, before, after: digestOf(await fresh.rows()) }
    }
    const anew = createMemoryViews().open(view)
    await rebuild(log, prefix, anew)
    return { name, before, after: digestOf(await anew.rows()) }
  } finally {
    await log.close()
    await store.close()
  }
}

export function rebuildMongo(place: MongoPlace, replace: boolean): Promise<Rebuilt[]> {
  return Promise.all(ownedViews.map((owned) => rebuildOne(place, owned, replace)))
}
