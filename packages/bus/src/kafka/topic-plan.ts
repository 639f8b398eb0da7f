import { eventDefinitions, PARTITIONS, topicDefinitions } from '@waitlist/contracts'
import { parkedName } from './names.ts'

/** A topic as it has to be. */
export type TopicPlan = {
  readonly topic: string
  readonly partitions: number
  readonly config: Readonly<Record<string, string>>
}

const HOUR_MS = 60 * 60 * 1_000
const DAY_MS = 24 * HOUR_MS

/**
 * The broker compresses anew what others compressed in ways that we cannot read: one such record would end a consumer for
 * good. A draw names everybody who took part, so that one event can be long.
 */
const OF_ALL = { 'compression.type': 'zstd', 'max.message.bytes': String(16 * 1024 * 1024) }

const keptFor = (days: number) => ({
  'cleanup.policy': 'delete',
  'retention.ms': String(days * DAY_MS),
  ...OF_ALL,
})

/** Every service keeps what it follows, so Kafka need not keep it for longer than a consumer may be away. */
const OF_EVENTS = keptFor(7)

/** What was parked waits for a person. */
const OF_PARKED = keptFor(90)

/**
 * Compaction takes older addresses away within the hour, also where little is written; the word that one was erased stays
 * for as long as a consumer may be away.
 */
const OF_STATE = {
  'cleanup.policy': 'compact',
  'min.cleanable.dirty.ratio': '0.1',
  'max.compaction.lag.ms': String(HOUR_MS),
  'segment.ms': String(HOUR_MS),
  'delete.retention.ms': String(7 * DAY_MS),
  ...OF_ALL,
}

const configs: ReadonlyMap<string, TopicPlan['config']> = new Map([
  ...Object.keys(eventDefinitions).map((type) => [type, OF_EVENTS] as const),
  ...topicDefinitions.map(({ type, compacted }) => [type, compacted ? OF_STATE : OF_EVENTS] as const),
])

/** Every topic there is, but for those of what was parked. */
export const allTopics: readonly string[] = [...configs.keys()]

/** The topics of these names, and where what is on them is parked: on one partition, so that it can be read in its order. */
export function planTopics(prefix: string, names: readonly string[] = allTopics): TopicPlan[] {
  return names.flatMap((name) => {
    const topic = `${prefix}${name}`
    return [
      { topic, partitions: PARTITIONS, config: configs.get(name) ?? OF_EVENTS },
      { topic: parkedName(topic), partitions: 1, config: OF_PARKED },
    ]
  })
}
