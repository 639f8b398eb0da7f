import type { Consumer } from '../consumer.ts'
import type { Subscription } from '../port.ts'
import type { Topics } from './topics.ts'

/** A chunk of one partition that was handed to a group's handler. */
export type Delivery = {
  readonly group: string
  readonly topic: string
  readonly partition: number
  /** The place in the partition of the first record, from 0, and how many there are. */
  readonly offset: number
  readonly count: number
  /** Resolves when all of it has been handled or parked, or given up because its process ended. */
  readonly done: Promise<void>
}

/** How far a group is in one partition. */
export type Cursor = {
  readonly topic: string
  readonly partition: number
  readonly records: readonly Uint8Array[]
  /** What is before this comes never again. */
  committed: number
  /** What is before this has been handled. */
  position: number
  /** A chunk of it is being handled. */
  busy: boolean
}

/** Numbers in [0, 1), from a seed. */
export type Random = () => number

const LONGEST_CHUNK = 5
const REPEATS = 0.2
const COMMITS = 0.6

/** One consumer group: a cursor per partition, whose progress is known to the broker only now and then. */
export interface ChaosGroup {
  /** A process takes the group over; what the last one did not commit comes again. */
  attach(subscription: Subscription, consumer: Consumer): void
  /** The process is gone. Nothing is delivered until the next one is attached. */
  detach(): void
  /** The process ends in order: like detach, but resolves when it has handled what it was given. */
  close(): Promise<void>
  readonly subscription: Subscription | undefined
  /** Records that have not been handled yet. */
  pending(): number
  /** Cursors that have something to deliver now. */
  ready(): Cursor[]
  deliver(cursor: Cursor, random: Random): Delivery
}

/** A process that has taken a group over, and what it is handling. */
type Attached = {
  readonly subscription: Subscription
  readonly consumer: Consumer
  readonly inFlight: Set<Promise<void>>
}

export function createChaosGroup(group: string, topics: Topics): ChaosGroup {
  const known = new Map<string, Cursor[]>()
  let attached: Attached | undefined

  function cursorsOf(topic: string): Cursor[] {
    const before = known.get(topic)
    if (before) return before
    const partitions = topics.partitions(topic)
    const made = partitions.map((records, partition) => ({
      ...{ topic, partition, records },
      ...{ committed: 0, position: 0, busy: false },
    }))
    // Nobody has written to a topic without partitions: it gets them later.
    if (made.length > 0) known.set(topic, made)
    return made
  }

  const cursors = () => (attached?.subscription.topics ?? []).flatMap(cursorsOf)

  function detach(): void {
    attached?.consumer.close()
    attached = undefined
    // New cursors: whatever the old process still finishes moves nothing.
    for (const [topic, before] of known) {
      known.set(
        topic,
        before.map((cursor) => ({ ...cursor, position: cursor.committed, busy: false })),
      )
    }
  }

  return {
    attach(subscription, consumer) {
      detach()
      attached = { subscription, consumer, inFlight: new Set() }
    },
    detach,
    async close() {
      const inFlight = attached?.inFlight ?? []
      detach()
      await Promise.all(inFlight)
    },
    get subscription() {
      return attached?.subscription
    },
    pending: () => cursors().reduce((sum, { records, position }) => sum + records.length - position, 0),
    ready: () => cursors().filter(({ busy, records, position }) => !busy && position < records.length),
    deliver(cursor, random) {
      const { topic, partition, records, committed } = cursor
      if (!attached) throw new Error(`Nobody is there to take what ${group} should get`)
      const { consumer, inFlight } = attached
      if (random() < REPEATS) cursor.position = committed + Math.floor(random() * (cursor.position - committed + 1))
      const offset = cursor.position
      const count = 1 + Math.floor(random() * Math.min(LONGEST_CHUNK, records.length - offset))
      const commits = random() < COMMITS
      cursor.busy = true
      const chunk = records.slice(offset, offset + count)
      const outcomes = chunk.map((bytes, at) =>
        consumer.accept({ topic, origin: `${topic}/${partition}@${offset + at}`, bytes }),
      )
      const done = Promise.all(outcomes).then(() => {
        cursor.position = offset + count
        if (commits) cursor.committed = cursor.position
        cursor.busy = false
      })
      inFlight.add(done)
      void done.then(() => inFlight.delete(done))
      return { group, topic, partition, offset, count, done }
    },
  }
}
