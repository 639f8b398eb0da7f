import { services } from '@waitlist/operate/backup/databases/services'
import { databaseOf } from '@waitlist/service-kit/process/engines-config'
import { describeWith } from '@waitlist/testkit/engines/describe-with'
import { engineUrl } from '@waitlist/testkit/engines/engine-url'
import type { Place } from '@waitlist/testkit/invariants/erased'
import { type Db, MongoClient } from 'mongodb'
import {
  enginesEnvironment,
  homeOnEngines,
  kafkaAdmin,
  makeTopics,
  type Namespace,
  newNamespace,
  runDistributed,
} from './distributed.ts'
import { type Mode, useMode } from './mode.ts'
import { createSettle } from './settle.ts'
import { shareProduct } from './stage.ts'

/** A moment that leaves the embedded product time enough, so many times. */
export const PACE = 3

async function eachDatabase({ MONGO_DATABASE }: Namespace, visit: (database: Db) => Promise<unknown>): Promise<void> {
  const client = await new MongoClient(engineUrl('mongo') ?? '').connect()
  for (const service of services) await visit(client.db(databaseOf(MONGO_DATABASE, service)))
  await client.close()
}

/** Every document of every service, as MongoDB has it. */
async function documentsOf(namespace: Namespace): Promise<Place[]> {
  const places: Place[] = []
  await eachDatabase(namespace, async (database) => {
    for (const collection of await database.collections()) {
      const documents = (await collection.find({}, { raw: true }).toArray()) as unknown as Uint8Array[]
      places.push({ name: collection.namespace, bytes: Buffer.concat(documents) })
    }
  })
  return places
}

async function dropTopics({ KAFKA_PREFIX }: Namespace): Promise<void> {
  const admin = kafkaAdmin()
  await admin.connect()
  const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(KAFKA_PREFIX))
  if (topics.length > 0) await admin.deleteTopics({ topics })
  await admin.disconnect()
}

/** One process for each service, in a namespace of its own on the engines. */
export async function distributed(namespace: Namespace = newNamespace()): Promise<Mode> {
  const settle = await createSettle(namespace)
  let made = false
  return {
    async run(environment, cwd) {
      const whole = { ...environment, ...enginesEnvironment(), ...namespace }
      if (!made) await makeTopics(whole, cwd)
      made = true
      return runDistributed(whole, cwd)
    },
    home: (dataDir) => homeOnEngines(enginesEnvironment(), namespace, dataDir),
    afterWrite: settle.afterWrite,
    places: () => documentsOf(namespace),
    async dispose() {
      await settle.close()
      await Promise.all([eachDatabase(namespace, (database) => database.dropDatabase()), dropTopics(namespace)])
    },
  }
}

/**
 * Runs suites of the embedded product again, on the product as separate processes. All stages of the calling file share
 * one; tests that start a product of their own get one of their own. Skipped, with the reason, where there are no engines.
 */
export async function onEngines(title: string, suites: readonly (() => Promise<unknown>)[]): Promise<void> {
  if (!engineUrl('kafka') || !engineUrl('mongo')) {
    describeWith(['kafka', 'mongo'], title, () => {})
    return
  }
  useMode(() => distributed(), PACE)
  shareProduct()
  for (const suite of suites) await suite()
}
