import { type EventType, partitionOf, type RecordedEvent, RefusedError, topicKeyOf } from '@waitlist/contracts'
import type { Clock, Logger } from '@waitlist/event-log'
import { createConsumer } from '../consumer.ts'
import { reasonOf } from '../failures.ts'
import { type Codec, cloudEvents } from '../open-record.ts'
import type { Ownership } from '../ownership.ts'
import type { Bus, ParkingLot, Subscription } from '../port.ts'
import { createClient, type KafkaAccess } from './client.ts'
import { createKafkaGroup, type KafkaGroup } from './group.ts'
import type { Intake } from './intake.ts'
import { createLazyAdmin } from './lazy-admin.ts'
import { createMover } from './mover.ts'
import { clientIdOf } from './names.ts'
import { createAssignedOwnership } from './ownership.ts'
import { createRecent } from './recent.ts'
import { recordOf } from './records.ts'
import { createSender, type Sent } from './sender.ts'
import { createSettling } from './settling.ts'
import { connectAdmin, isReachable, START_PATIENCE_MS } from './start.ts'
import { eventTopics } from './topic-plan.ts'
import { checkTopics } from './topics.ts'

export type KafkaBusOptions = KafkaAccess & {
  /** The service; the partitions of the group of this name are those that the process owns. */
  readonly service: string
  /** The base URL that others reach this process at. */
  readonly address: string
  readonly parking: ParkingLot
  readonly clock: Clock
  readonly logger: Logger
  readonly codec?: Codec
  /** The groups that `settled` waits for. */
  readonly settlesIn?: readonly string[]
  /** Called once when a group can do nothing more, and starting again will not help by itself: the process has to end. */
  readonly onDeath?: (reason: Error) => void
  /** How long a start waits for a Kafka that is not there, in ms. */
  readonly startPatienceMs?: number
  /** After how long without a sign of life a process loses its partitions, in ms; a broker takes 6 s at least. */
  readonly sessionTimeoutMs?: number
}

/** How the bus is. Not alive: only a new process helps. Not ok: Kafka is away, or the groups are not in order yet. */
export type KafkaHealth = { readonly alive: boolean; readonly ok: boolean; readonly detail: string }

export interface KafkaBus extends Bus {
  readonly ownership: Ownership
  /** Puts a service's own events onto their topics; resolves when all of them are acknowledged. */
  relay(events: readonly RecordedEvent[]): Promise<void>
  health(): KafkaHealth
}

/** A publisher waits so long for an acknowledgement: longer than it takes to choose another leader. */
const PUBLISH_PATIENCE_MS = 15_000
/** The relay repeats a batch itself, and looks in between whether it has to stop. */
const RELAY_PATIENCE_MS = 5_000
const SESSION_TIMEOUT_MS = 8_000

/**
 * The bus on Kafka. `start` rejects with a KafkaStartError when Kafka cannot be reached or lacks a topic; from then on a
 * Kafka that is away is waited for.
 */
export function createKafkaBus(options: KafkaBusOptions): KafkaBus {
  const { service, address, parking, clock, logger, prefix = '', codec = cloudEvents } = options
  const { settlesIn = ['join', 'release'], startPatienceMs: patienceMs = START_PATIENCE_MS } = options
  const { sessionTimeoutMs = SESSION_TIMEOUT_MS, onDeath = () => {} } = options
  const clientId = clientIdOf(service, address)
  const client = createClient(options, clientId, logger)
  const access = { ...options, clientId }
  const sending = { client, clock, logger }
  const relayed = createSender({ ...sending, patienceMs: RELAY_PATIENCE_MS })
  const published = createSender({ ...sending, patienceMs: PUBLISH_PATIENCE_MS })
  const moved = createSender({ ...sending, patienceMs: PUBLISH_PATIENCE_MS })
  const mover = createMover(moved, prefix)
  const recent = createRecent()
  const ownership = createAssignedOwnership()
  const subscriptions = new Map<string, Subscription>()
  let groups: readonly KafkaGroup[] = []
  const admin = createLazyAdmin(client)
  let started = false
  let closing: Promise<void> | undefined
  let dead: Error | undefined

  const settling = createSettling({
    admin: admin.get,
    groups: settlesIn.map((group) => `${prefix}${group}`),
    clock,
    logger,
  })

  function die(reason: Error): void {
    if (dead) return
    dead = reason
    onDeath(reason)
  }

  function openIntake(subscription: Subscription): Intake {
    return createConsumer({
      subscription,
      parking,
      clock,
      logger,
      codec,
      divert: (event, record) => mover.divert(partitionOf(topicKeyOf(event)), record),
    })
  }

  function groupOf(subscription: Subscription): KafkaGroup {
    const { group, topics } = subscription
    return createKafkaGroup({
      client,
      group: `${prefix}${group}`,
      topics: topics.map((topic) => `${prefix}${topic}`),
      prefix,
      address,
      openIntake: () => openIntake(subscription),
      ...(group === service && { onAssigned: ownership.assign }),
      onDeath: die,
      isReachable: () => isReachable(access),
      clock,
      logger,
      sessionTimeoutMs,
    })
  }

  async function checkOwnTopics(): Promise<void> {
    const types = new Set([...subscriptions.values()].flatMap(({ topics }) => topics as EventType[]))
    const checking = await connectAdmin({ ...access, patienceMs })
    try {
      await checkTopics(checking, eventTopics(prefix, [...types]))
    } finally {
      await checking.disconnect()
    }
  }

  async function publishAll(events: readonly RecordedEvent[]): Promise<void> {
    const records = events.map((event) => recordOf(event, prefix, codec))
    const sent = await published.send(records)
    const correlations = Map.groupBy(events.keys(), (at) => events[at]?.correlationId ?? '')
    for (const [correlationId, own] of correlations) {
      const isOwn = ({ topic, partition }: Sent) =>
        own.some((at) => records[at]?.topic === topic && records[at]?.partition === partition)
      settling.published(correlationId, sent.filter(isOwn))
    }
  }

  async function close(): Promise<void> {
    settling.close()
    await Promise.all(groups.map((group) => group.close()))
    await Promise.all([relayed.close(), published.close(), moved.close()])
    await admin.drop()
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
      await relayed.send(events.map((event) => recordOf(event, prefix, codec)))
    },
    subscribe(subscription) {
      const { group } = subscription
      if (started) throw new Error(`The group ${group} subscribes to a bus that has started`)
      if (subscriptions.has(group)) throw new Error(`The group ${group} subscribes twice`)
      subscriptions.set(group, subscription)
    },
    async start() {
      started = true
      await checkOwnTopics()
      if (closing) return
      groups = [...subscriptions.values()].map(groupOf)
      await Promise.all(groups.map((group) => group.start()))
    },
    settled: settling.settled,
    health() {
      if (dead) return { alive: false, ok: false, detail: dead.message }
      if (!started) return { alive: true, ok: false, detail: 'not started' }
      const waiting = groups.filter((group) => group.state() !== 'joined')
      if (waiting.length === 0) return { alive: true, ok: true, detail: 'joined' }
      return { alive: true, ok: false, detail: waiting.map((group) => `${group.name} is ${group.state()}`).join(', ') }
    },
    close: () => (closing ??= close()),
  }
}
