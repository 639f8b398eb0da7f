import type { MongoLogOptions } from '../src/mongo/mongo-log.ts'
import { createMongoLog } from '../src/mongo/mongo-log.ts'
import { type MongoStore, openMongo } from '../src/mongo/store.ts'
import type { EventLog } from '../src/port.ts'
import { newDatabase } from './mongo-harness.ts'

/** A database of a test, and the processes that work on it. */
export type MongoProcesses = {
  readonly database: string
  readonly store: MongoStore
  /** The log as another process has it. */
  open(options?: MongoLogOptions): Promise<EventLog>
  dispose(): Promise<void>
}

export async function mongoProcesses(url: string): Promise<MongoProcesses> {
  const database = newDatabase()
  const store = await openMongo({ url, database })
  const logs: EventLog[] = []
  return {
    database,
    store,
    async open(options) {
      const log = await createMongoLog(store, options)
      logs.push(log)
      return log
    },
    async dispose() {
      for (const log of logs) await log.close()
      await store.db.dropDatabase()
      await store.close()
    },
  }
}
