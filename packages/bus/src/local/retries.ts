import type { Clock, Logger } from '@waitlist/event-log'
import type { Consumer } from '../consumer.ts'
import { reasonOf } from '../failures.ts'
import type { ParkedRow, ParkingDesk } from '../port.ts'

/** Where a person asks for parked events to be handled again. */
export type RetryDesk = Pick<ParkingDesk, 'drop'> & { retries(limit: number): readonly ParkedRow[] }

export type RetryOptions = {
  readonly desk: RetryDesk
  readonly consumerOf: (group: string) => Consumer | undefined
  readonly clock: Clock
  readonly logger: Logger
}

/** How often to look: a tool beside the process has no other way to tell it. */
const LOOK_MS = 1_000
const AT_ONCE = 100

/** Handles again what somebody asked for, group by group; what fails again is parked anew. */
export function createRetries({ desk, consumerOf, clock, logger }: RetryOptions) {
  let cancel: (() => void) | undefined
  let looking: Promise<void> | undefined
  let closed = false

  async function handleAgain(parked: ParkedRow): Promise<void> {
    const { position, topic, group, bytes } = parked
    const record = { topic, origin: `parked:${position}`, bytes: new TextEncoder().encode(bytes) }
    const outcome = await consumerOf(group)?.accept(record)
    logger.info({ group, topic, position, outcome: outcome ?? 'no such group' }, 'a parked event was tried again')
    // What a crash leaves here is tried once more: every handler copes with that.
    if (outcome !== 'abandoned') await desk.drop(position)
  }

  async function look(): Promise<void> {
    try {
      for (const parked of desk.retries(AT_ONCE)) if (!closed) await handleAgain(parked)
    } catch (error) {
      logger.warn({ reason: reasonOf(error) }, 'parked events could not be looked at')
    }
    if (!closed) arm()
  }

  function arm(): void {
    cancel = clock.after(LOOK_MS, () => {
      looking = look()
    })
  }

  return {
    start: arm,
    async close() {
      closed = true
      cancel?.()
      await looking
    },
  }
}
