import { randomUUID } from 'node:crypto'
import { MongoClient } from 'mongodb'
import { noteCall } from '../src/contract/harness.ts'
import type { LogHarness } from '../src/contract.ts'
import { createMongoLog, type MongoLogOptions } from '../src/mongo/mongo-log.ts'
import { type MongoStore, openMongo } from '../src/mongo/store.ts'
import type { EventLog } from '../src/port.ts'

/** A name for a database that nobody else has. */
export function newDatabase(): string {
  return `test_event_log_${randomUUID().slice(0, 13)}`
}

/** Drops a database of a test. */
export async function dropDatabase(url: string, database: string): Promise<void> {
  const client = new MongoClient(url)
  await client.db(database).dropDatabase()
  await client.close()
}

/** A log that is opened behind its first call, for tests that open one without waiting. */
function opening(log: Promise<EventLog>): EventLog {
  const later = <Name extends keyof EventLog>(name: Name) =>
    (async (...given: unknown[]) => {
      const call = async () => ((await log)[name] as (...given: unknown[]) => unknown)(...given)
      return noteCall(call())
    }) as unknown as EventLog[Name]
  return {
    append: later('append'),
    read: later('read'),
    head: later('head'),
    command: later('command'),
    commitAt: later('commitAt'),
    replicate: later('replicate'),
    readAll: later('readAll'),
    position: later('position'),
    streams: later('streams'),
    owing: later('owing'),
    nextWake: later('nextWake'),
    setWake: later('setWake'),
    pending: later('pending'),
    clearPending: later('clearPending'),
    checkpoint: later('checkpoint'),
    setCheckpoint: later('setCheckpoint'),
    close: later('close'),
    onGrowth(call) {
      const stop = log.then(({ onGrowth }) => onGrowth(call))
      return () => void stop.then((end) => end())
    },
  }
}

let shared: Promise<MongoStore['client']> | undefined

/** The MongoDB driver on a database of its own. */
export function mongoHarness(url: string, options: MongoLogOptions = {}): LogHarness {
  const database = newDatabase()
  shared ??= openMongo({ url, database: 'test_event_log' }).then(({ client }) => client)
  const store = shared.then((client) => ({ db: client.db(database) }))
  const opened: Promise<EventLog>[] = []
  return {
    open() {
      const log = store.then((at) => createMongoLog(at, options))
      opened.push(log)
      return opening(log)
    },
    async dispose() {
      await Promise.all(opened)
      await (await store).db.dropDatabase()
    },
  }
}

/** Ends the connections that the harnesses share. */
export async function closeShared(): Promise<void> {
  await (await shared)?.close()
  shared = undefined
}
