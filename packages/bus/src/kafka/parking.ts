import { partitionOf } from '@waitlist/contracts'
import type { Clock, Logger } from '@waitlist/event-log'
import type { OriginalRecord, ParkedEvent, ParkedRow, ParkingDesk, ParkingLot } from '../port.ts'
import { createClient, createSendingClient, type KafkaAccess } from './client.ts'
import { createLazyAdmin } from './lazy-admin.ts'
import { MOVED } from './mover.ts'
import { clientIdOf, parkedHeaders, parkedName } from './names.ts'
import { type ParkedRecord, readParked } from './parked-records.ts'
import { createSender } from './sender.ts'
import { allTopics } from './topic-plan.ts'

export type KafkaParkingOptions = KafkaAccess & {
  readonly service: string
  readonly address: string
  readonly clock: Clock
  readonly logger: Logger
}

/** Parked events on a topic beside the one that they came from, and what a person does with them. */
export type KafkaParking = ParkingLot & ParkingDesk & { close(): Promise<void> }

const PATIENCE_MS = 5_000
/** Positions of one ms, told apart by who wrote them. */
const PER_MS = 1_000

/** A record as it was before it was parked, for the topic and the partition that it came from. */
function backOf({ topic, origin, original: { key, value, headers } }: ParkedRecord, prefix: string) {
  // Where nobody gave it a key it goes where it was; whoever finds it there moves it.
  const partition = key ? partitionOf(String(key)) : Number(/\/(\d+)@/.exec(origin)?.[1] ?? 0)
  const { [MOVED]: _, ...own } = headers
  return { topic: `${prefix}${topic}`, partition, key, value, headers: own }
}

/**
 * A parking lot of `<topic>.parked` topics. A record keeps its key, its bytes and its headers, and gets headers that say
 * why it is there: to put it back, it is sent again to the topic that it came from. Positions are moments, so what two
 * processes park at once is in the order of their clocks.
 */
export function createKafkaParking(options: KafkaParkingOptions): KafkaParking {
  const { service, address, clock, logger, prefix = '' } = options
  const clientId = clientIdOf(service, address)
  const client = createClient(options, clientId, logger)
  const sender = createSender({
    client: createSendingClient(options, clientId, logger),
    clock,
    logger,
    patienceMs: PATIENCE_MS,
  })
  const writer = Math.floor(Math.random() * PER_MS)
  let lastMs = 0
  const admin = createLazyAdmin(client)

  function nextMs(): number {
    lastMs = Math.max(Date.now(), lastMs + 1)
    return lastMs
  }

  /** The next place on the parked topic of a topic, for a record with these headers. */
  function nextPlace(topic: string, headers: OriginalRecord['headers']) {
    const ms = nextMs()
    const position = { [parkedHeaders.position]: String(ms * PER_MS + writer) }
    const place = { topic: `${prefix}${parkedName(topic)}`, partition: 0, timestamp: String(ms) }
    return { ...place, headers: { ...headers, ...position } }
  }

  function recordOf({ topic, group, origin, reason, bytes, time, original }: ParkedEvent) {
    const why = {
      [parkedHeaders.group]: group,
      [parkedHeaders.origin]: origin,
      [parkedHeaders.reason]: reason,
      [parkedHeaders.time]: String(time),
    }
    return {
      ...nextPlace(topic, { ...original?.headers, ...why }),
      key: original?.key ?? null,
      value: original ? original.value : bytes,
    }
  }

  /** Where to begin and to end in each topic that has anything for a reader who knows everything up to a position. */
  async function spans(after: number) {
    const connected = await admin.get()
    const existing = new Set(await connected.listTopics())
    const topics = allTopics.map((topic) => `${prefix}${parkedName(topic)}`).filter((topic) => existing.has(topic))
    const found = topics.map(async (topic) => {
      const [ends] = await connected.fetchTopicOffsets(topic)
      if (!ends || ends.high === ends.low) return []
      const [start] = await connected.fetchTopicOffsetsByTimestamp(topic, Math.floor(after / PER_MS))
      const [from, to] = [Number(start?.offset ?? 0), Number(ends.high)]
      return from < to ? [{ topic, from, to }] : []
    })
    return { admin: connected, spans: (await Promise.all(found)).flat() }
  }

  /** Everything behind a position that nobody has seen to yet. */
  async function openOnes(after: number): Promise<ParkedRecord[]> {
    const { admin: connected, spans: toRead } = await spans(after)
    const records = await readParked({ client, admin: connected, spans: toRead, prefix, after })
    const done = new Set(records.flatMap(({ seenTo }) => seenTo ?? []))
    return records
      .filter(({ seenTo, position }) => seenTo === undefined && !done.has(position))
      .sort((a, b) => a.position - b.position)
  }

  const find = async (position: number) => (await openOnes(position - 1)).find((record) => record.position === position)

  /** Nothing can be taken off a topic: a record says that another one is done with. */
  async function seeTo({ topic, position }: ParkedRecord): Promise<void> {
    const place = nextPlace(topic, { [parkedHeaders.seenTo]: String(position) })
    await sender.send([{ ...place, key: null, value: null }])
  }

  return {
    async park(event) {
      await sender.send([recordOf(event)])
    },
    async parked(after, limit) {
      return (await openOnes(after)).slice(0, limit).map(({ seenTo: _, original: __, ...row }): ParkedRow => row)
    },
    async retry(position) {
      const record = await find(position)
      if (!record) return false
      if (record.original.value === null) {
        throw new Error(`${position} is parked without its bytes and cannot be sent again; drop it`)
      }
      await sender.send([backOf(record, prefix)])
      await seeTo(record)
      return true
    },
    async drop(position) {
      const record = await find(position)
      if (record) await seeTo(record)
      return record !== undefined
    },
    async close() {
      await sender.close()
      await admin.drop()
    },
  }
}
