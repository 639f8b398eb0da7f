import type { Clock, Logger } from '@waitlist/event-log'
import kafkajs, { type IHeaders, type Kafka, type Producer, type RecordMetadata } from 'kafkajs'
import { reasonOf } from '../failures.ts'
import { createPauses } from '../pauses.ts'

/** A record on its way to a partition that we have chosen. */
export type OutRecord = {
  readonly topic: string
  readonly partition: number
  readonly key: string | Buffer | null
  readonly value: string | Buffer | null
  readonly headers?: IHeaders
  /** In ms since 1970, as text; when it is sent, unless given. */
  readonly timestamp?: string
}

/** Where records have come to lie: the last offset of what was sent to a partition, at least. */
export type Sent = { readonly topic: string; readonly partition: number; readonly offset: number }

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

type Request = PromiseWithResolvers<readonly Sent[]> & {
  left: number
  readonly sent: Map<string, Sent>
  failed: boolean
}
type Waiting = { readonly record: OutRecord; readonly request: Request }

/** What goes together at most; a record that is longer by itself goes alone. */
const MOST_RECORDS = 2_000
const MOST_BYTES = 1_000_000

const TIMEOUT_MS = 5_000
const FIRST_DELAY_MS = 50
const LONGEST_DELAY_MS = 1_000

const sizeOf = ({ value }: OutRecord) => value?.length ?? 0
const placeOf = (topic: string, partition: number) => `${topic}/${partition}`

/**
 * kafkajs' own retries lose acknowledged records when a leader moves in the middle of a call, for it takes one answer per
 * broker: so it has none here. The whole batch is repeated by us, by a fresh producer, and an answer counts only when it
 * names every partition that was sent to.
 */
export function createSender({ client, clock, logger, patienceMs }: SenderOptions): Sender {
  const pauses = createPauses(clock)
  let waiting: Waiting[] = []
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

  function letGoOfProducer(): Promise<void> {
    const old = producer
    producer = undefined
    return old?.disconnect().catch(() => {}) ?? Promise.resolve()
  }

  async function sendOnce(batch: readonly Waiting[]): Promise<ReadonlyMap<string, Sent>> {
    const byTopic = Map.groupBy(batch, ({ record }) => record.topic)
    const topicMessages = [...byTopic].map(([topic, own]) => ({
      topic,
      messages: own.map(({ record: { topic: _, headers, ...rest } }) => ({ ...rest, ...(headers && { headers }) })),
    }))
    const answer = await (await connected()).sendBatch({
      acks: -1,
      timeout: TIMEOUT_MS,
      compression: kafkajs.CompressionTypes.ZSTD,
      topicMessages,
    })
    return checked(batch, answer)
  }

  async function sendUntilAcknowledged(batch: readonly Waiting[]): Promise<ReadonlyMap<string, Sent>> {
    const deadline = clock.now() + patienceMs
    for (let delay = FIRST_DELAY_MS; ; delay = Math.min(2 * delay, LONGEST_DELAY_MS)) {
      try {
        return await sendOnce(batch)
      } catch (failure) {
        void letGoOfProducer()
        if (closed || clock.now() + delay > deadline) throw failure
        logger.warn({ records: batch.length, reason: reasonOf(failure) }, 'records were not acknowledged; sent again')
        if (!(await pauses.pause(delay))) throw failure
      }
    }
  }

  function nextBatch(): Waiting[] {
    let bytes = 0
    const end = waiting.findIndex(({ record }, at) => {
      bytes += sizeOf(record)
      return at === MOST_RECORDS || (at > 0 && bytes > MOST_BYTES)
    })
    return waiting.splice(0, end < 0 ? waiting.length : end)
  }

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const batch = nextBatch()
      try {
        const sent = await sendUntilAcknowledged(batch)
        for (const { record, request } of batch) {
          const place = placeOf(record.topic, record.partition)
          request.sent.set(place, sent.get(place) as Sent)
          request.left -= 1
          if (request.left === 0) request.resolve([...request.sent.values()])
        }
      } catch (failure) {
        for (const { request } of batch) {
          request.failed = true
          request.reject(failure)
        }
        waiting = waiting.filter(({ request }) => !request.failed)
      }
    }
    draining = undefined
  }

  return {
    async send(records) {
      if (closed) throw new Error('The sender is closed')
      if (records.length === 0) return []
      const request: Request = {
        ...Promise.withResolvers<readonly Sent[]>(),
        left: records.length,
        sent: new Map(),
        failed: false,
      }
      for (const record of records) waiting.push({ record, request })
      draining ??= drain()
      return request.promise
    },
    async close() {
      closed = true
      pauses.close()
      await draining
      await letGoOfProducer()
    },
  }
}

/**
 * Where an answer says that a batch has come to lie, by place. Throws when a partition that was sent to is not in it, or
 * is in it as failed.
 */
export function checked(
  batch: readonly { readonly record: OutRecord }[],
  answer: readonly RecordMetadata[],
): ReadonlyMap<string, Sent> {
  const counts = new Map<string, number>()
  for (const { record } of batch) {
    const place = placeOf(record.topic, record.partition)
    counts.set(place, (counts.get(place) ?? 0) + 1)
  }
  const sent = new Map<string, Sent>()
  for (const { topicName: topic, partition, errorCode, baseOffset } of answer) {
    const place = placeOf(topic, partition)
    const count = counts.get(place) ?? 0
    if (count > 0 && errorCode === 0) sent.set(place, { topic, partition, offset: Number(baseOffset) + count - 1 })
  }
  const missing = [...counts.keys()].filter((place) => !sent.has(place))
  if (missing.length > 0) throw new Error(`The answer does not acknowledge ${missing.join(', ')}`)
  return sent
}
