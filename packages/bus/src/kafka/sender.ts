import type { Clock, Logger } from '@waitlist/event-log'
import kafkajs, { type Kafka, type Producer } from 'kafkajs'
import { reasonOf } from '../failures.ts'
import { createPauses } from '../pauses.ts'
import { acknowledged, type OutRecord, type Sent } from './acknowledged.ts'
import { createRequestQueue } from './request-queue.ts'

/** Sends records in the order they are given; one request is in flight at a time, with what has come by then. */
export interface Sender {
  /**
   * Resolves when all of the records are acknowledged by all replicas in sync. Rejects when that took longer than the
   * patience, or when the sender is closed: any of them may or may not be there then.
   */
  send(records: readonly OutRecord[]): Promise<readonly Sent[]>
  close(): Promise<void>
}

export type SenderOptions = {
  readonly client: Kafka
  readonly clock: Clock
  readonly logger: Logger
  /** How long a batch is repeated, in ms. */
  readonly patienceMs: number
}

const TIMEOUT_MS = 5_000
const FIRST_DELAY_MS = 50
const LONGEST_DELAY_MS = 1_000

/**
 * kafkajs' own retries lose acknowledged records when a leader moves in the middle of a call, for it takes one answer per
 * broker: so it has none here. The whole batch is repeated by us, by a fresh producer, and an answer counts only when it
 * names every partition that was sent to.
 */
export function createSender({ client, clock, logger, patienceMs }: SenderOptions): Sender {
  const pauses = createPauses(clock)
  const queue = createRequestQueue()
  let draining: Promise<void> | undefined
  let producer: Producer | undefined
  let closed = false

  async function connected(): Promise<Producer> {
    if (producer) return producer
    const fresh = client.producer({
      allowAutoTopicCreation: false,
      idempotent: false,
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
      retry: { retries: 0 },
    })
    await fresh.connect()
    producer = fresh
    return fresh
  }

  async function letGoOfProducer(): Promise<void> {
    const old = producer
    producer = undefined
    await old?.disconnect().catch(() => {})
  }

  async function sendOnce(records: readonly OutRecord[]): Promise<ReadonlyMap<string, Sent>> {
    const byTopic = Map.groupBy(records, ({ topic }) => topic)
    const topicMessages = [...byTopic].map(([topic, own]) => ({
      topic,
      messages: own.map(({ topic: _, ...message }) => message),
    }))
    const compression = kafkajs.CompressionTypes.ZSTD
    const connection = await connected()
    return acknowledged(
      records,
      await connection.sendBatch({ acks: -1, timeout: TIMEOUT_MS, compression, topicMessages }),
    )
  }

  async function sendUntilAcknowledged(records: readonly OutRecord[]): Promise<ReadonlyMap<string, Sent>> {
    const deadline = clock.now() + patienceMs
    for (let delay = FIRST_DELAY_MS; ; delay = Math.min(2 * delay, LONGEST_DELAY_MS)) {
      try {
        return await sendOnce(records)
      } catch (failure) {
        void letGoOfProducer()
        if (closed || clock.now() + delay > deadline) throw failure
        logger.warn({ records: records.length, reason: reasonOf(failure) }, 'records were not acknowledged; sent again')
        if (!(await pauses.pause(delay))) throw failure
      }
    }
  }

  async function drain(): Promise<void> {
    for (let batch = queue.next(); batch.records.length > 0; batch = queue.next()) {
      try {
        batch.sent(await sendUntilAcknowledged(batch.records))
      } catch (failure) {
        batch.failed(failure)
      }
    }
    draining = undefined
  }

  return {
    async send(records) {
      if (closed) throw new Error('The sender is closed')
      // With nothing in it a drain would be over before it is noted as under way, and be noted so for ever.
      if (records.length === 0) return []
      const sent = queue.add(records)
      draining ??= drain()
      return sent
    },
    async close() {
      closed = true
      pauses.close()
      await draining
      await letGoOfProducer()
    },
  }
}
