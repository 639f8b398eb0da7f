import { partitionOf, type RecordedEvent, RefusedError, topicKeyOf } from '@waitlist/contracts'
import { createConsumer } from '../consumer.ts'
import { reasonOf } from '../failures.ts'
import { observeSending } from '../observe.ts'
import { type Codec, cloudEvents } from '../open-record.ts'
import type { Ownership } from '../ownership.ts'
import type { Bus, ParkingLot, Subscription } from '../port.ts'
import type { Sent } from './acknowledged.ts'
import type { Intake } from './intake.ts'
import { createLazyAdmin } from './lazy-admin.ts'
import { createMembership, type Following, type KafkaHealth, type KafkaProcess } from './membership.ts'
import { createMover } from './mover.ts'
import { createAssignedOwnership } from './ownership.ts'
import { createRecent } from './recent.ts'
import { recordOf } from './records.ts'
import { createSender } from './sender.ts'
import { createSettling } from './settling.ts'

/** The partitions of the group that is named like the service are those that the process owns. */
export type KafkaBusOptions = KafkaProcess & {
  readonly parking: ParkingLot
  readonly codec?: Codec
  /** The groups that `settled` waits for. */
  readonly settlesIn?: readonly string[]
}

export interface KafkaBus extends Bus {
  readonly ownership: Ownership
  /** Puts a service's own events onto their topics; resolves when all of them are acknowledged. */
  relay(events: readonly RecordedEvent[]): Promise<void>
  health(): KafkaHealth
  /** Leaves the groups: nothing more is delivered. What is published still goes out, until it is closed. */
  leave(): Promise<void>
}

/** A publisher waits so long for an acknowledgement: longer than it takes to choose another leader. */
const PUBLISH_PATIENCE_MS = 15_000
/** The relay repeats a batch itself, and looks in between whether it has to stop. */
const RELAY_PATIENCE_MS = 5_000

/**
 * The bus on Kafka. `start` rejects with a KafkaStartError when Kafka cannot be reached or lacks a topic; from then on a
 * Kafka that is away is waited for.
 */
export function createKafkaBus(options: KafkaBusOptions): KafkaBus {
  const { service, parking, clock, logger, prefix = '', codec = cloudEvents, settlesIn = ['join', 'release'] } = options
  const membership = createMembership(options)
  const sending = { client: membership.sendingClient, clock, logger }
  const relayed = createSender({ ...sending, patienceMs: RELAY_PATIENCE_MS })
  const published = createSender({ ...sending, patienceMs: PUBLISH_PATIENCE_MS })
  const moved = createSender({ ...sending, patienceMs: PUBLISH_PATIENCE_MS })
  const mover = createMover(moved, prefix)
  const observed = observeSending('kafka')
  const recent = createRecent()
  const ownership = createAssignedOwnership()
  const subscriptions = new Map<string, Subscription>()
  const admin = createLazyAdmin(membership.client)
  let started = false
  let closing: Promise<void> | undefined
  let leaving: Promise<void> | undefined

  const settling = createSettling({
    admin: admin.get,
    groups: settlesIn.map((group) => `${prefix}${group}`),
    clock,
    logger,
  })

  function openIntake(subscription: Subscription): Intake {
    return createConsumer({
      subscription,
      parking,
      clock,
      logger,
      codec,
      broker: 'kafka',
      divert: (event, record) => mover.divert(partitionOf(topicKeyOf(event)), record),
    })
  }

  function followingOf(subscription: Subscription): Following {
    const { group, topics } = subscription
    const onAssigned = group === service ? { onAssigned: ownership.assign } : {}
    return { group, topics, openIntake: () => openIntake(subscription), ...onAssigned }
  }

  async function publishAll(events: readonly RecordedEvent[]): Promise<void> {
    const records = events.map((event) => recordOf(event, prefix, codec))
    const sent = await observed(events, () => published.send(records))
    const correlations = Map.groupBy(events.keys(), (at) => events[at]?.correlationId ?? '')
    for (const [correlationId, own] of correlations) {
      const isOwn = ({ topic, partition }: Sent) =>
        own.some((at) => records[at]?.topic === topic && records[at]?.partition === partition)
      settling.published(correlationId, sent.filter(isOwn))
    }
  }

  async function leaveGroups(): Promise<void> {
    settling.close()
    await membership.close()
  }

  function leave(): Promise<void> {
    leaving ??= leaveGroups()
    return leaving
  }

  async function close(): Promise<void> {
    await leave()
    await Promise.all([relayed.close(), published.close(), moved.close(), admin.drop()])
  }

  return {
    ownership,
    async publish(events) {
      try {
        // Without a stream and a version: the document then has neither, as a foreign publisher's has.
        return await recent.once(events, (fresh) => publishAll(fresh as readonly RecordedEvent[]))
      } catch (failure) {
        logger.warn({ reason: reasonOf(failure) }, 'inbound events could not be published')
        throw new RefusedError({
          code: 'WL_ERR_BUSY',
          detail: 'The events could not be stored now; publish them again',
        })
      }
    },
    async relay(events) {
      await observed(events, () => relayed.send(events.map((event) => recordOf(event, prefix, codec))))
    },
    subscribe(subscription) {
      const { group } = subscription
      if (started) throw new Error(`The group ${group} subscribes to a bus that has started`)
      if (subscriptions.has(group)) throw new Error(`The group ${group} subscribes twice`)
      subscriptions.set(group, subscription)
    },
    async start() {
      started = true
      await membership.join([...subscriptions.values()].map(followingOf))
    },
    settled: settling.settled,
    health: membership.health,
    leave,
    close() {
      closing ??= close()
      return closing
    },
  }
}
