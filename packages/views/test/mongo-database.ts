import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll } from '@jest/globals'
import { type MongoStore, openMongo } from '@waitlist/event-log/mongo'

/** A database for the tests of a file, dropped at their end. */
export function mongoDatabase(url: string): () => MongoStore {
  let store: MongoStore
  beforeAll(async () => {
    store = await openMongo({ url, database: `test_views_${randomUUID().slice(0, 13)}` })
  })
  afterAll(async () => {
    await store.db.dropDatabase()
    await store.close()
  })
  return () => store
}
