import type { Intake, KafkaRecord } from './intake.ts'

/**
 * One partition that a process has: what it has taken from it, and what has not ended yet. It lives for as long as the
 * partition stays with the process, over any number of rebalances, so that what comes again then is not handled twice.
 */
export interface Lane {
  readonly topic: string
  readonly partition: number
  /** Gives a record to its intake, unless that was done before (false then); calls back when the record has ended. */
  hand(record: KafkaRecord, onEnd: () => void): boolean
  /** There is nothing more before this offset. */
  skipTo(offset: number): void
  /** Everything before this offset has ended; undefined when that is no more than what was committed last. */
  toCommit(): number | undefined
  committed(offset: number): void
  /** Kafka says that the newest record is the one before this offset. */
  toldEnd(offset: number): void
  /** How many records, of those that Kafka told of, have not ended. */
  behind(): number
  /** Gives up what waits for another try. */
  close(): void
  /** The partition has gone elsewhere: what is left of it is for others. */
  lose(): void
  readonly lost: boolean
  /** Resolves when all that was handed over has ended or was given up. */
  ended(): Promise<unknown>
}

export function createLane(topic: string, partition: number, intake: Intake): Lane {
  // In ascending order, as they are handed over.
  const open = new Map<number, Promise<void>>()
  let next = -1
  let lastCommitted = -1
  let end = 0
  let lost = false

  const reached = () => open.keys().next().value ?? next

  return {
    topic,
    partition,
    hand(record, onEnd) {
      if (record.offset < next) return false
      next = record.offset + 1
      const ended = intake.accept(record).then((outcome) => {
        // What was abandoned stays, so that no commit goes past it.
        if (outcome !== 'abandoned') open.delete(record.offset)
        onEnd()
      })
      open.set(record.offset, ended)
      return true
    },
    skipTo(offset) {
      next = Math.max(next, offset)
    },
    toCommit() {
      const offset = reached()
      return offset > lastCommitted && offset >= 0 ? offset : undefined
    },
    committed(offset) {
      lastCommitted = offset
    },
    toldEnd(offset) {
      end = offset
    },
    behind: () => (next < 0 ? 0 : Math.max(end - reached(), 0)),
    close: intake.close,
    lose() {
      lost = true
      intake.close()
    },
    get lost() {
      return lost
    },
    ended: () => Promise.all(open.values()),
  }
}
