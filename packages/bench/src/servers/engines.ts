import { randomBytes } from 'node:crypto'
import { engineUrl, planFor } from '@waitlist/testkit/engines/engine-url'
import kafkajs, { type Kafka } from 'kafkajs'
import { MongoClient } from 'mongodb'

/** The engines of this run, and what tells what it keeps on them from what others keep there. */
export type Engines = {
  readonly mongoUrl: string
  readonly brokers: readonly string[]
  readonly redisUrl: string
  /** Goes before names of topics. */
  readonly prefix: string
  /** Goes before names of databases. */
  readonly database: string
}

/**
 * The engines that the environment names; or the reason why there are none. Throws where the environment says that there
 * have to be.
 */
export function findEngines(env: Readonly<Record<string, string | undefined>>): Engines | string {
  const plan = planFor(['mongo', 'kafka', 'redis'], env)
  if (plan.kind === 'fail') throw new Error(plan.reason)
  if (plan.kind === 'skip') return plan.reason
  const [mongoUrl, brokers, redisUrl] = (['mongo', 'kafka', 'redis'] as const).map((name) => engineUrl(name, env) ?? '')
  const name = `bench${randomBytes(5).toString('hex')}`
  return {
    mongoUrl: mongoUrl as string,
    brokers: (brokers as string).split(','),
    redisUrl: redisUrl as string,
    prefix: `${name}.`,
    database: name,
  }
}

/** A client of the Kafka of this run that says nothing by itself. */
export function kafkaOf({ brokers }: Engines): Kafka {
  return new kafkajs.Kafka({ clientId: 'bench', brokers: [...brokers], logLevel: kafkajs.logLevel.NOTHING })
}

/** Drops whatever this run keeps on the engines. */
export async function dropAll(engines: Engines): Promise<void> {
  const client = await new MongoClient(engines.mongoUrl).connect()
  const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true })
  for (const { name } of databases) if (name.startsWith(engines.database)) await client.db(name).dropDatabase()
  await client.close()
  const admin = kafkaOf(engines).admin()
  await admin.connect()
  const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(engines.prefix))
  if (topics.length > 0) await admin.deleteTopics({ topics })
  await admin.disconnect()
}
