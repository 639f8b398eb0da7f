import { describeWith } from '@waitlist/testkit/engines/describe-with'
import { engineUrl } from '@waitlist/testkit/engines/engine-url'
import { MongoClient } from 'mongodb'
import {
  enginesEnvironment,
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

const SERVICES = ['join', 'release', 'notification', 'analytics', 'gateway'] as const

async function dropDatabases({ MONGO_DATABASE }: Namespace): Promise<void> {
  const client = await new MongoClient(engineUrl('mongo') ?? '').connect()
  for (const service of SERVICES) await client.db(`${MONGO_DATABASE}_${service}`).dropDatabase()
  await client.close()
}

async function dropTopics({ KAFKA_PREFIX }: Namespace): Promise<void> {
  const admin = kafkaAdmin()
  await admin.connect()
  const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(KAFKA_PREFIX))
  await admin.deleteTopics({ topics })
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
    afterWrite: settle.afterWrite,
    async dispose() {
      await settle.close()
      await Promise.all([dropDatabases(namespace), dropTopics(namespace)])
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
