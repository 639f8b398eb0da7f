import { randomUUID } from 'node:crypto'
import { silentLogger } from '@waitlist/event-log'
import { createClient, type KafkaAccess } from '../src/kafka/client.ts'
import { createTopics } from '../src/kafka.ts'

/** Topics of our own on a Kafka that others use too; gone when they are cleared. */
export type Ground = {
  readonly access: KafkaAccess & { readonly prefix: string }
  /** Resolves when the topics are there. */
  readonly ready: Promise<readonly string[]>
  clear(): Promise<void>
}

export function createGround(brokers: readonly string[], topics: readonly string[]): Ground {
  const prefix = `test-${randomUUID().slice(0, 8)}-`
  const access = { brokers, prefix }
  const ready = createTopics({ ...access, topics, logger: silentLogger })
  return {
    access,
    ready,
    async clear() {
      await ready.catch(() => {})
      const admin = createClient(access, 'tests', silentLogger).admin()
      await admin.connect()
      const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(prefix))
      await admin.deleteTopics({ topics })
      await admin.disconnect()
    },
  }
}
