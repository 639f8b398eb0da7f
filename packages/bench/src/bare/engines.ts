import { setTimeout } from 'node:timers/promises'
import { inRounds } from '@waitlist/event-log'
import kafkajs, { type Admin } from 'kafkajs'
import { MongoClient } from 'mongodb'
import { type Engines, kafkaOf } from '../servers/engines.ts'

const ASK_EVERY_MS = 100
const LONGEST_MS = 60_000

/** The least that one engine does for a join: it keeps the bytes. */
export type Keeper = {
  /** Resolves when the text is as durable as the product asks for. */
  keep(text: string): Promise<unknown>
  close(): Promise<void>
}

/** Inserts a document for each text, acknowledged by a majority that has it on its disks. */
export async function createInserts(engines: Engines): Promise<Keeper> {
  const client = await new MongoClient(engines.mongoUrl).connect()
  const writeConcern = { w: 'majority', journal: true } as const
  const documents = client.db(`${engines.database}_bare`).collection<{ _id: number; events: string }>('commits')
  let count = 0
  return {
    keep: (events) => documents.insertOne({ _id: ++count, events }, { writeConcern }),
    close: () => client.close(),
  }
}

/** Makes a topic; a broker that is busy may refuse it for a while, and learns of it, and of what it leads, after its yes. */
async function makeTopic(admin: Admin, topic: string): Promise<void> {
  for (const since = performance.now(); ; await setTimeout(ASK_EVERY_MS)) {
    try {
      // kafkajs' own waiting for leaders fails when the broker has not heard of the topic yet.
      await admin.createTopics({ waitForLeaders: false, topics: [{ topic, numPartitions: 1, replicationFactor: 1 }] })
      await admin.fetchTopicOffsets(topic)
      return
    } catch (error) {
      if (performance.now() - since > LONGEST_MS) throw error
    }
  }
}

/** Produces a record for each text, acknowledged by all replicas in sync; one request in flight, with what waits by then. */
export async function createProduces(engines: Engines, key: string): Promise<Keeper> {
  const kafka = kafkaOf(engines)
  const topic = `${engines.prefix}bare`
  const admin = kafka.admin()
  await admin.connect()
  await makeTopic(admin, topic)
  await admin.disconnect()
  const producer = kafka.producer({
    allowAutoTopicCreation: false,
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
  })
  await producer.connect()
  const keep = inRounds<string>(async (texts) => {
    const messages = texts.map((value) => ({ key, value }))
    await producer.sendBatch({ acks: -1, topicMessages: [{ topic, messages }] })
  })
  return { keep: (text) => keep([text]), close: () => producer.disconnect() }
}
