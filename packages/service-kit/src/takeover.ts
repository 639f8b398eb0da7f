import type { Ownership } from '@waitlist/bus'
import { type Clock, type Logger, pause, type Writer } from '@waitlist/event-log'
import type { KeepUp } from '@waitlist/views'

export type TakeoverOptions = {
  readonly ownership: Ownership
  readonly clock: Clock
  readonly logger: Logger
  readonly keepUp: Pick<KeepUp, 'gained'>
  readonly writer: Pick<Writer<never, never>, 'start'>
}

/** Brings a service up to date with the partitions it sees to: those it has at its start, and those it gains. */
export type Takeover = {
  /** Resolves when everything owned now is caught up and what is overdue has been woken. */
  start(): Promise<void>
  close(): void
}

const RETRY_MS = 1_000

/**
 * Makes it. What another process left half done is finished by whoever gains its partitions: views are projected up to
 * the log, and streams that owe something are woken. It is tried until it works, for nobody else will.
 */
export function createTakeover({ ownership, clock, logger, keepUp, writer }: TakeoverOptions): Takeover {
  let stopListening = () => {}
  let closed = false

  async function take(partitions: ReadonlySet<number>): Promise<void> {
    await keepUp.gained(partitions)
    await writer.start()
  }

  async function takeGained(partitions: ReadonlySet<number>): Promise<void> {
    while (!closed) {
      try {
        await take(partitions)
        logger.info({ partitions: [...partitions] }, 'caught up with gained partitions')
        return
      } catch (error) {
        logger.warn({ err: error, partitions: [...partitions] }, 'gained partitions cannot be caught up with yet')
        await pause(clock, RETRY_MS)
      }
    }
  }

  return {
    async start() {
      stopListening = ownership.onGain((gained) => void takeGained(gained))
      await take(ownership.partitions())
    },
    close() {
      closed = true
      stopListening()
    },
  }
}
