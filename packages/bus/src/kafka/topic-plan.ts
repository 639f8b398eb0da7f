import { type EventType, eventDefinitions, PARTITIONS } from '@waitlist/contracts'
import { parkedName } from './names.ts'

/** A topic as it has to be. */
export type TopicPlan = {
  readonly topic: string
  readonly partitions: number
  readonly config: Readonly<Record<string, string>>
}

const DAY_MS = 24 * 60 * 60 * 1_000

/** A draw names everybody who took part, so that one event can be long. */
const LONGEST_RECORD = { 'max.message.bytes': String(16 * 1024 * 1024) }

/** Every service keeps what it follows, so Kafka need not keep it for longer than a consumer may be away. */
const KEPT_FOR_A_WEEK = { 'cleanup.policy': 'delete', 'retention.ms': String(7 * DAY_MS), ...LONGEST_RECORD }

/** What was parked waits for a person. */
const KEPT_FOR_A_QUARTER = { 'cleanup.policy': 'delete', 'retention.ms': String(90 * DAY_MS), ...LONGEST_RECORD }

export const allEventTypes = Object.keys(eventDefinitions) as EventType[]

/** Every topic that something can be parked of. */
export const allTopics: readonly string[] = allEventTypes

const parkedPlan = (topic: string): TopicPlan => ({
  topic: parkedName(topic),
  // One, so that what was parked can be read in its order.
  partitions: 1,
  config: KEPT_FOR_A_QUARTER,
})

/** The topics of these event types, and where their events are parked. */
export function eventTopics(prefix: string, types: readonly EventType[] = allEventTypes): TopicPlan[] {
  return types.flatMap((type) => {
    const topic = `${prefix}${type}`
    return [{ topic, partitions: PARTITIONS, config: KEPT_FOR_A_WEEK }, parkedPlan(topic)]
  })
}
