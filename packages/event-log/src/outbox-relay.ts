import { type Clock, systemClock } from './clock.ts'
import { type Logger, silentLogger } from './logger.ts'
import { backOff } from './writer/doubt.ts'

/** What waits to be published, and how it is let go. */
export type Outbox<Item> = {
  /** The first of what waits, in the order in which it is to go out. */
  pending(limit: number): Promise<readonly Item[]>
  /** Resolves when all of these are acknowledged; a rejection means that any of them may or may not be out. */
  publish(items: readonly Item[]): Promise<void>
  clear(items: readonly Item[]): Promise<void>
  /** Calls back when more may wait; the result stops it. */
  onGrowth(call: () => void): () => void
}

export type OutboxRelayOptions = {
  readonly clock?: Clock
  readonly logger?: Logger
  /** How many items go out together. */
  readonly batch?: number
  /** Look at least so often (ms) for what other processes left; unless given only when told of growth. */
  readonly pollEvery?: number
}

/** Publishes what waits in an outbox. */
export type Relay = {
  /** Publishes what is pending, and from then on what is added. */
  start(): void
  /** Looks at once: more may be ours to publish now. */
  kick(): void
  /** Resolves when nothing is pending: all that was there when this was called is out. */
  idle(): Promise<void>
  /** Stops after the batch that is out now. */
  close(): Promise<void>
}

/** Makes a relay. One batch is out at a time, and goes out whole again until it is acknowledged: at least once. */
export function createOutboxRelay<Item>(outbox: Outbox<Item>, options: OutboxRelayOptions = {}): Relay {
  const { clock = systemClock, logger = silentLogger, batch = 100, pollEvery } = options
  let closing = false
  let grown = false
  let running: Promise<void> | undefined
  let stopListening: (() => void) | undefined
  let stopPolling: (() => void) | undefined
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
    const items = await outbox.pending(batch)
    if (items.length === 0) return false
    await outbox.publish(items)
    await outbox.clear(items)
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
    // Not at once: the outbox may tell of growth while it is being asked.
    running ??= Promise.resolve().then(run)
    return running
  }

  function poll(): void {
    if (pollEvery === undefined) return
    stopPolling = clock.after(pollEvery, () => {
      void kick()
      poll()
    })
  }

  return {
    start() {
      stopListening = outbox.onGrowth(() => void kick())
      void kick()
      poll()
    },
    kick: () => void kick(),
    idle: kick,
    async close() {
      closing = true
      stopListening?.()
      stopPolling?.()
      wakeUp?.()
      await running
    },
  }
}
