import type { RecordedEvent } from '@waitlist/contracts'
import { type Clock, systemClock } from './clock.ts'
import { type Logger, silentLogger } from './logger.ts'
import type { EventLog } from './port.ts'
import { backOff } from './writer/doubt.ts'

export type RelayOptions = {
  readonly log: Pick<EventLog, 'pending' | 'clearPending' | 'onGrowth'>
  /** Resolves when all of these are acknowledged; a rejection means that any of them may or may not be out. */
  readonly publish: (events: readonly RecordedEvent[]) => Promise<void>
  readonly clock?: Clock
  readonly logger?: Logger
  /** How many commits go out together. */
  readonly batch?: number
}

/** Publishes what a log has committed. */
export type Relay = {
  /** Publishes what is pending, and from then on what is added. */
  start(): void
  /** Resolves when nothing is pending: all that was in the log when this was called is out. */
  idle(): Promise<void>
  /** Stops after the batch that is out now. */
  close(): Promise<void>
}

/**
 * Makes a relay. One batch is out at a time, in commit order, and goes out whole again until it is acknowledged: no
 * commit is published before every earlier one of its stream is. Delivery is at least once.
 */
export function createRelay(options: RelayOptions): Relay {
  const { log, publish, clock = systemClock, logger = silentLogger, batch = 100 } = options
  let closing = false
  let grown = false
  let running: Promise<void> | undefined
  let stopListening: (() => void) | undefined
  let wakeUp: (() => void) | undefined

  function rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = clock.after(ms, resolve)
      wakeUp = () => {
        cancel()
        resolve()
      }
    })
  }

  /** Publishes and clears one batch; false when nothing is pending. */
  async function publishNext(): Promise<boolean> {
    const commits = await log.pending(batch)
    if (commits.length === 0) return false
    await publish(commits.flatMap(({ events }) => events))
    await log.clearPending(commits)
    return true
  }

  async function run(): Promise<void> {
    let failures = 0
    while (!closing) {
      grown = false
      try {
        const more = await publishNext()
        failures = 0
        if (!more && !grown) break
      } catch (error) {
        logger.warn({ err: error }, 'a batch could not be published; it goes out again')
        if (!closing) await rest(backOff(failures++))
      }
    }
    running = undefined
  }

  function kick(): Promise<void> {
    grown = true
    running ??= run()
    return running
  }

  return {
    start() {
      stopListening = log.onGrowth(() => void kick())
      void kick()
    },
    idle: kick,
    async close() {
      closing = true
      stopListening?.()
      wakeUp?.()
      await running
    },
  }
}
