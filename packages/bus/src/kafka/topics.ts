import { type Clock, type Logger, systemClock } from '@waitlist/event-log'
import kafkajs, { type Admin } from 'kafkajs'
import { createPauses } from '../pauses.ts'
import type { KafkaAccess } from './client.ts'
import { connectAdmin, KafkaStartError } from './start.ts'
import { planTopics, type TopicPlan } from './topic-plan.ts'

export type CreateTopicsOptions = KafkaAccess & {
  readonly logger: Logger
  readonly clock?: Clock
  /** Copies of each partition. */
  readonly replicationFactor?: number
  /** Copies that must have a record before it is acknowledged; one less than there are, unless given. */
  readonly minInsyncReplicas?: number
  /** False: topics that are missing are an error. */
  readonly create?: boolean
  /** Only the topics of these names, with what belongs to them. */
  readonly topics?: readonly string[]
  /** How long to wait for a Kafka that is not there, in ms. */
  readonly patienceMs?: number
}

const CREATE_TIMEOUT_MS = 30_000
/** So many topics in one request: a small broker takes a while for each. */
const AT_ONCE = 20
/** A minute: a small broker that is busy takes long to make hundreds of partitions. */
const MOST_LOOKS = 600
const BETWEEN_LOOKS_MS = 100

/** The partition counts of those of the topics that exist. */
async function countPartitions(admin: Admin, topics: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const existing = new Set(await admin.listTopics())
  const here = topics.filter((topic) => existing.has(topic))
  if (here.length === 0) return new Map()
  const metadata = await admin.fetchTopicMetadata({ topics: here })
  return new Map(metadata.topics.map(({ name, partitions }) => [name, partitions.length]))
}

/** Of the topics that have to be compacted, one that is not. */
async function findUncompacted(admin: Admin, plans: readonly TopicPlan[]): Promise<string | undefined> {
  const name = 'cleanup.policy'
  const compacted = plans.filter(({ config }) => config[name] === 'compact')
  if (compacted.length === 0) return undefined
  const type = kafkajs.ConfigResourceTypes.TOPIC
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: compacted.map(({ topic }) => ({ type, name: topic, configNames: [name] })),
  })
  return resources.find(({ configEntries }) => configEntries.some(({ configValue }) => configValue !== 'compact'))
    ?.resourceName
}

/** Throws a KafkaStartError when topics are missing, or are not such that we could do with them. */
export async function checkTopics(admin: Admin, plans: readonly TopicPlan[]): Promise<void> {
  const counts = await countPartitions(
    admin,
    plans.map(({ topic }) => topic),
  )
  const missing = plans.filter(({ topic }) => !counts.has(topic)).map(({ topic }) => topic)
  if (missing.length > 0) {
    const others = missing.length > 1 ? ` and ${missing.length - 1} more` : ''
    throw new KafkaStartError(`Kafka has no topic ${missing[0]}${others}; run the job that creates the topics`)
  }
  const wrong = plans.find(({ topic, partitions }) => counts.get(topic) !== partitions)
  if (wrong) {
    const { topic, partitions } = wrong
    throw new KafkaStartError(
      `The topic ${topic} has ${counts.get(topic)} partitions and must have ${partitions}: who owns an event depends on it; delete it, or set another KAFKA_PREFIX`,
    )
  }
  const uncompacted = await findUncompacted(admin, plans)
  if (uncompacted !== undefined) {
    throw new KafkaStartError(
      `The topic ${uncompacted} is not compacted, so what is on it would be lost; set its cleanup.policy to compact`,
    )
  }
}

async function createMissing(
  admin: Admin,
  plans: readonly TopicPlan[],
  options: CreateTopicsOptions,
): Promise<string[]> {
  const { replicationFactor = 1, minInsyncReplicas = Math.max(1, replicationFactor - 1), logger } = options
  const existing = new Set(await admin.listTopics())
  const missing = plans.filter(({ topic }) => !existing.has(topic))
  for (let at = 0; at < missing.length; at += AT_ONCE) {
    const some = missing.slice(at, at + AT_ONCE)
    await admin.createTopics({
      timeout: CREATE_TIMEOUT_MS,
      waitForLeaders: false,
      topics: some.map(({ topic, partitions: numPartitions, config }) => ({
        topic,
        numPartitions,
        replicationFactor,
        configEntries: Object.entries({ ...config, 'min.insync.replicas': String(minInsyncReplicas) }).map(
          ([name, value]) => ({ name, value }),
        ),
      })),
    })
    logger.info({ topics: some.map(({ topic }) => topic) }, 'created topics')
  }
  return missing.map(({ topic }) => topic)
}

/** Whether every partition has a leader, and the leader knows. */
async function areReady(admin: Admin, topics: string[]): Promise<boolean> {
  try {
    const metadata = await admin.fetchTopicMetadata({ topics })
    if (metadata.topics.some(({ partitions }) => partitions.some(({ leader }) => leader < 0))) return false
    // All of them have to end: one that is tried again behind the back of a client that is let go keeps a connection open.
    const looks = await Promise.allSettled(topics.map((topic) => admin.fetchTopicOffsets(topic)))
    return looks.every(({ status }) => status === 'fulfilled')
  } catch {
    return false
  }
}

/** Brokers learn of a new topic, and of what they lead, one after the other. */
async function awaitReady(admin: Admin, topics: string[], clock: Clock): Promise<void> {
  const pauses = createPauses(clock)
  for (let look = 1; look <= MOST_LOOKS; look++) {
    if (await areReady(admin, topics)) return
    await pauses.pause(BETWEEN_LOOKS_MS)
  }
  throw new KafkaStartError(`Kafka was asked for ${topics.length} topics and has not got all of them ready yet`)
}

/**
 * Creates the topics that are missing, and checks those that are there; answers with what it created. What is there keeps
 * its configuration. Throws KafkaStartError, in one line, when Kafka cannot be reached or a topic is not as it must be.
 */
export async function createTopics(options: CreateTopicsOptions): Promise<readonly string[]> {
  const { prefix = '', create = true, topics, clock = systemClock } = options
  const plans = planTopics(prefix, topics)
  const admin = await connectAdmin({ ...options, clock, clientId: 'topics' })
  try {
    const created = create ? await createMissing(admin, plans, options) : []
    if (created.length > 0) await awaitReady(admin, created, clock)
    await checkTopics(admin, plans)
    return created
  } finally {
    await admin.disconnect()
  }
}
