import type { RecordedEvent } from '@waitlist/contracts'
import type { Clock, Logger } from '@waitlist/event-log'
import { type ChaosGroup, createChaosGroup, type Delivery, type Random } from './chaos/group.ts'
import { createTopics } from './chaos/topics.ts'
import { createConsumer } from './consumer.ts'
import { type Codec, cloudEvents } from './open-record.ts'
import type { Bus, ParkingLot, Subscription } from './port.ts'

export type ChaosBusOptions = {
  readonly parking: ParkingLot
  readonly clock: Clock
  readonly logger: Logger
  readonly codec?: Codec
  /** Partitions per topic. */
  readonly partitions?: number
}

/** A broker in memory that does everything a broker may do to its consumers, one step at a time. */
export interface ChaosBus extends Bus {
  /** Puts events onto their topics, as a relay does. */
  relay(events: readonly RecordedEvent[]): Promise<void>
  /** Puts any bytes onto a topic. */
  inject(topic: string, key: string, bytes: Uint8Array): void
  /** Hands one chunk of one partition to one group; undefined when there is none that could be handed over now. */
  deliverOne(random: Random): Delivery | undefined
  /** Records that groups have not handled yet, those being handled included. */
  pendingDeliveries(): number
  /** The process of a group dies and is back at once: what it did not commit comes again. */
  crashGroup(group: string): void
  /** The process of a group dies; the next one to subscribe under its name gets again what was not committed. */
  stopGroup(group: string): void
}

/**
 * The bus of simulations. As on Kafka, order holds within one partition of one topic, chunks come again after a crash
 * or a lost commit, and topics interleave and overtake one another; as nowhere else, every choice comes from the random
 * numbers given to `deliverOne`. It knows of nothing that was settled, so `settled` resolves at once.
 */
export function createChaosBus({
  parking,
  clock,
  logger,
  codec = cloudEvents,
  partitions = 3,
}: ChaosBusOptions): ChaosBus {
  const topics = createTopics(partitions)
  const groups = new Map<string, ChaosGroup>()

  function put(event: RecordedEvent): void {
    topics.append(event.type, event.data.eventId, Buffer.from(JSON.stringify(codec.encode(event))))
  }

  function attach(subscription: Subscription): void {
    const { group: name } = subscription
    const group = groups.get(name) ?? createChaosGroup(name, topics)
    groups.set(name, group)
    group.attach(subscription, createConsumer({ subscription, parking, clock, logger, codec }))
  }

  return {
    async publish(events) {
      // Without a stream and a version: the document then has neither, as a foreign publisher's has.
      for (const event of events) put(event as RecordedEvent)
      return events.map(() => 'accepted')
    },
    async relay(events) {
      for (const event of events) put(event)
    },
    inject: topics.append,
    subscribe: attach,
    async start() {},
    async settled() {},
    deliverOne(random) {
      const ready = [...groups.values()].flatMap((group) => group.ready().map((cursor) => ({ group, cursor })))
      const next = ready[Math.floor(random() * ready.length)]
      return next?.group.deliver(next.cursor, random)
    },
    pendingDeliveries: () => [...groups.values()].reduce((sum, group) => sum + group.pending(), 0),
    crashGroup(name) {
      const subscription = groups.get(name)?.subscription
      if (subscription) attach(subscription)
    },
    stopGroup: (name) => groups.get(name)?.detach(),
    async close() {
      await Promise.all([...groups.values()].map((group) => group.close()))
    },
  }
}
