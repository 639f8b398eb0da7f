import { randomUUID } from 'node:crypto'
import { silentLogger } from '@waitlist/event-log'
import type { EachBatchPayload } from 'kafkajs'
import { createClient, type KafkaAccess } from '../src/kafka/client.ts'

export type Found = EachBatchPayload['batch']['messages'][number] & { readonly partition: number }

/** Everything that is on a topic now. */
export async function readTopic(access: KafkaAccess & { readonly prefix: string }, name: string): Promise<Found[]> {
  const topic = `${access.prefix}${name}`
  const client = createClient(access, 'reader', silentLogger)
  const admin = client.admin()
  await admin.connect()
  const ends = await admin.fetchTopicOffsets(topic)
  const open = new Map(ends.filter(({ high, low }) => high !== low).map(({ partition, high }) => [partition, high]))
  const found: Found[] = []
  const groupId = `${access.prefix}${randomUUID()}`
  const consumer = client.consumer({ groupId, maxWaitTimeInMs: 50 })
  if (open.size > 0) {
    const done = Promise.withResolvers<void>()
    await consumer.connect()
    await consumer.subscribe({ topics: [topic], fromBeginning: true })
    await consumer.run({
      autoCommit: false,
      async eachBatch({ batch: { partition, messages } }) {
        found.push(...messages.map((message) => ({ ...message, partition })))
        const last = messages.at(-1)?.offset
        if (last !== undefined && Number(last) >= Number(open.get(partition)) - 1) open.delete(partition)
        if (open.size === 0) done.resolve()
      },
    })
    await done.promise
    await consumer.disconnect()
    await admin.deleteGroups([groupId])
  }
  await admin.disconnect()
  return found
}
