import { randomUUID } from 'node:crypto'
import type { Admin, Kafka } from 'kafkajs'
import { textOf } from '../open-record.ts'
import type { ParkedEvent } from '../port.ts'
import { parkedHeaders, parkedName } from './names.ts'
import type { KafkaMessage } from './records.ts'

/** A part of a topic of one partition: from an offset on, up to before another. */
export type Span = { readonly topic: string; readonly from: number; readonly to: number }

/** A parked event as it lies on its topic; `seenTo`: the position of another one, of which it says that it is done with. */
export type ParkedRecord = ParkedEvent & {
  readonly position: number
  readonly seenTo: number | undefined
  readonly original: NonNullable<ParkedEvent['original']>
}

export type ReadParkedOptions = {
  readonly client: Kafka
  readonly admin: Pick<Admin, 'deleteGroups'>
  readonly spans: readonly Span[]
  readonly prefix: string
  /** Only what is behind this position. */
  readonly after: number
}

const ours = new Set<string>(Object.values(parkedHeaders))

function parkedRecordOf(topic: string, { key, value, headers = {} }: KafkaMessage): ParkedRecord {
  const header = (name: keyof typeof parkedHeaders) => String(headers[parkedHeaders[name]] ?? '')
  const own = Object.fromEntries(Object.entries(headers).filter(([name]) => !ours.has(name)))
  return {
    topic,
    group: header('group'),
    origin: header('origin'),
    reason: header('reason'),
    bytes: value ? textOf(value).text : '',
    time: Number(header('time')),
    position: Number(header('position')),
    seenTo: headers[parkedHeaders.seenTo] === undefined ? undefined : Number(header('seenTo')),
    original: { key, value, headers: own },
  }
}

/**
 * Reads parked records, in no order. kafkajs reads in groups only, so there is one for the time of reading. Its assignment
 * is of no interest: nobody else is in it.
 */
export async function readParked(options: ReadParkedOptions): Promise<ParkedRecord[]> {
  const { client, admin, spans, prefix, after } = options
  const open = new Map(spans.map((span) => [span.topic, span]))
  const records: ParkedRecord[] = []
  if (open.size === 0) return records
  const groupId = `${prefix}parking-reader-${randomUUID()}`
  const done = Promise.withResolvers<void>()
  const consumer = client.consumer({
    groupId,
    allowAutoTopicCreation: false,
    maxWaitTimeInMs: 50,
    readUncommitted: false,
  })

  function take(name: string, span: Span, message: KafkaMessage): boolean {
    if (Number(message.offset) >= span.to) return false
    const record = parkedRecordOf(name, message)
    if (record.position > after) records.push(record)
    return true
  }

  try {
    await consumer.connect()
    await consumer.subscribe({ topics: [...open.keys()], fromBeginning: true })
    consumer.on(consumer.events.CRASH, ({ payload }) => done.reject(payload.error))
    await consumer.run({
      autoCommit: false,
      async eachBatch({ batch }) {
        const span = open.get(batch.topic)
        if (!span) return
        const name = batch.topic.slice(prefix.length, -parkedName('').length)
        const more = batch.messages.every((message) => take(name, span, message))
        if (!more || Number(batch.lastOffset()) >= span.to - 1) open.delete(batch.topic)
        if (open.size === 0) done.resolve()
      },
    })
    for (const { topic, from } of spans) consumer.seek({ topic, partition: 0, offset: String(from) })
    await done.promise
    return records
  } finally {
    await consumer.disconnect()
    await admin.deleteGroups([groupId]).catch(() => {})
  }
}
