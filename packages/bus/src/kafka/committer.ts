import type { Clock, Logger } from '@waitlist/event-log'
import type { TopicPartitionOffsetAndMetadata } from 'kafkajs'
import { reasonOf } from '../failures.ts'
import type { Lane } from './lane.ts'

/** Commits are so far apart, in ms; the first after a rest is made at once. */
const BETWEEN_COMMITS_MS = 100

/** Tells Kafka how far a group is. */
export interface Committer {
  /** Something has ended. */
  moved(): void
  /** Commits what there is to commit; never rejects: what failed is committed the next time. */
  flush(): Promise<void>
  close(): void
}

export type CommitterOptions = {
  readonly group: string
  readonly lanes: () => readonly Lane[]
  readonly commit: (offsets: TopicPartitionOffsetAndMetadata[]) => Promise<void>
  readonly clock: Clock
  readonly logger: Logger
}

export function createCommitter({ group, lanes, commit, clock, logger }: CommitterOptions): Committer {
  let last = Number.NEGATIVE_INFINITY
  let cancelTimer: (() => void) | undefined
  let committing = Promise.resolve()
  let closed = false
  const isDue = () => lanes().some((lane) => lane.toCommit() !== undefined)

  async function commitOnce(): Promise<void> {
    last = clock.now()
    const due = lanes().flatMap((lane) => {
      const offset = lane.toCommit()
      return offset === undefined ? [] : [{ lane, offset }]
    })
    if (due.length === 0) return
    try {
      await commit(due.map(({ lane: { topic, partition }, offset }) => ({ topic, partition, offset: String(offset) })))
      for (const { lane, offset } of due) lane.committed(offset)
    } catch (failure) {
      logger.debug({ group, reason: reasonOf(failure) }, 'offsets could not be committed')
      moved()
    }
  }

  /** One at a time: a commit may take long while Kafka is away, and an older one must not come last. */
  function flush(): Promise<void> {
    committing = committing.then(commitOnce)
    return committing
  }

  function moved(): void {
    if (closed) return
    cancelTimer ??= clock.after(Math.max(0, last + BETWEEN_COMMITS_MS - clock.now()), () => {
      void flush().then(() => {
        cancelTimer = undefined
        if (isDue()) moved()
      })
    })
  }

  return {
    moved,
    flush,
    close() {
      closed = true
      cancelTimer?.()
    },
  }
}
