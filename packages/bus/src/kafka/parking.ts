import type { Clock, Logger } from '@waitlist/event-log'
import type { ParkedEvent, ParkingLot } from '../port.ts'
import { createClient, createSendingClient, type KafkaAccess } from './client.ts'
import { createLazyAdmin } from './lazy-admin.ts'
import { clientIdOf, parkedHeaders, parkedName } from './names.ts'
import { readParked } from './parked-records.ts'
import { createSender } from './sender.ts'
import { allTopics } from './topic-plan.ts'

export type KafkaParkingOptions = KafkaAccess & {
  readonly service: string
  readonly address: string
  readonly clock: Clock
  readonly logger: Logger
}

/** Parked events on a topic beside the one that they came from. */
export type KafkaParking = ParkingLot & { close(): Promise<void> }

const PATIENCE_MS = 5_000
/** Positions of one ms, told apart by who wrote them. */
const PER_MS = 1_000

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

  function recordOf({ topic, group, origin, reason, bytes, time, original }: ParkedEvent) {
    const ms = nextMs()
    return {
      topic: `${prefix}${parkedName(topic)}`,
      partition: 0,
      key: original?.key ?? null,
      value: original ? original.value : bytes,
      timestamp: String(ms),
      headers: {
        ...original?.headers,
        [parkedHeaders.group]: group,
        [parkedHeaders.origin]: origin,
        [parkedHeaders.reason]: reason,
        [parkedHeaders.time]: String(time),
        [parkedHeaders.position]: String(ms * PER_MS + writer),
      },
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

  return {
    async park(event) {
      await sender.send([recordOf(event)])
    },
    async parked(after, limit) {
      const { admin: connected, spans: toRead } = await spans(after)
      const records = await readParked({ client, admin: connected, spans: toRead, prefix, after, limit })
      return records.sort((a, b) => a.position - b.position).slice(0, limit)
    },
    async close() {
      await sender.close()
      await admin.drop()
    },
  }
}
