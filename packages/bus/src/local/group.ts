import { setImmediate } from 'node:timers/promises'
import type { Clock, EventLog, Logger, PlacedEvent } from '@waitlist/event-log'
import type { Consumer } from '../consumer.ts'
import { delayBefore, reasonOf } from '../failures.ts'
import { createPauses } from '../pauses.ts'
import type { Subscription } from '../port.ts'
import { createAside } from './aside.ts'
import { createCheckpoint } from './checkpoint.ts'

const CHUNK = 500

/** With more events than these set aside, a group waits for them. */
const MOST_ASIDE = 1_000

export type GroupOptions = {
  readonly subscription: Subscription
  readonly log: EventLog
  readonly consumer: Consumer
  readonly clock: Clock
  readonly logger: Logger
  /** The newest position in the log. */
  head(): number
  /** Called when the group has got further, with what it has handled. */
  onProgress(handled: readonly PlacedEvent[]): void
}

/** One consumer group that follows the log in a loop of its own. */
export interface Group {
  /** Begins behind the checkpoint. */
  start(): Promise<void>
  /** The log has grown. */
  wake(): void
  /** Everything up to here has been handled, except what is set aside. */
  position(): number
  /** Whether an event of this correlation id is set aside for another try. */
  aside(correlationId: string): boolean
  /** Stops reading, waits for the handlers in flight, saves the checkpoint. */
  close(): Promise<void>
}

export function createGroup({ subscription, log, consumer, clock, logger, head, onProgress }: GroupOptions): Group {
  const { group, topics } = subscription
  const pauses = createPauses(clock)
  const aside = createAside()
  // What is set aside has to come again after a crash.
  const current = () => (aside.oldest() ?? position + 1) - 1
  const checkpoint = createCheckpoint({ group, log, clock, logger, current })
  let position = 0
  let closed = false
  let running: Promise<void> | undefined
  let wakeUp: (() => void) | undefined

  /** Hands over what is next, in order, the next event without waiting for the last; then waits for all of them. */
  async function advance(): Promise<void> {
    const newest = head()
    const chunk = await log.readAll(position, CHUNK, { types: topics })
    const rests = await Promise.all(chunk.map((placed) => consumer.attempt(placed.event, `log:${placed.position}`)))
    for (const [at, placed] of chunk.entries()) {
      const rest = rests[at]
      if (!rest) continue
      aside.add(placed, rest, () => {
        onProgress([placed])
        void checkpoint.moved()
      })
    }
    const last = chunk.at(-1)?.position ?? 0
    position = chunk.length < CHUNK ? Math.max(newest, last) : last
    onProgress(chunk)
    await checkpoint.moved()
    while (aside.size >= MOST_ASIDE && !closed) await aside.anyEnded()
    // A group that is far behind leaves the process to others now and then.
    if (chunk.length === CHUNK) await setImmediate()
  }

  async function follow(): Promise<void> {
    for (let failures = 0; !closed; ) {
      try {
        if (position < head()) await advance()
        else await new Promise<void>((resolve) => (wakeUp = resolve))
        failures = 0
      } catch (failure) {
        failures += 1
        logger.warn({ group, reason: reasonOf(failure) }, 'the log could not be read')
        await pauses.pause(delayBefore(failures))
      }
    }
  }

  return {
    async start() {
      position = await checkpoint.load()
      running = follow()
    },
    wake: () => wakeUp?.(),
    position: () => position,
    aside: (correlationId) => aside.size > 0 && aside.has(correlationId),
    async close() {
      closed = true
      pauses.close()
      consumer.close()
      wakeUp?.()
      await running
      await aside.allEnded()
      await checkpoint.close()
    },
  }
}
