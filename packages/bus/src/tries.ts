import type { Clock, Logger } from '@waitlist/event-log'
import { delayBefore, isPassing, reasonOf } from './failures.ts'
import { observeFailures } from './observe.ts'
import { createPauses } from './pauses.ts'
import { ParkError, type ParkedEvent, type ParkingLot } from './port.ts'

/** How a record ended. Abandoned: its consumer was closed before it could end; it has to come again. */
export type Outcome = 'handled' | 'parked' | 'abandoned'

/** What is left of an event whose first try failed in a way that is worth another. */
export type Rest = { readonly outcome: Promise<Outcome> }

/** What is parked, but for who does it and when. */
export type Held = Omit<ParkedEvent, 'group' | 'time'> & {
  /** The trace that it belongs to, where it could be read. */
  readonly traceId?: string | undefined
}

/** Tries of an event whose failure does not pass, before it is parked. */
const TRIES = 8

/** Trying things again, with back-off, until they have ended or the tries are closed. Nothing here rejects. */
export interface Tries {
  /** Does the work once. Resolves with the rest when more tries have to follow; `held` is what is parked at the end. */
  begin(work: () => Promise<void>, held: () => Omit<Held, 'reason'>): Promise<Rest | undefined>
  /** Does what has to succeed, however long it takes. */
  insist(work: () => Promise<void>, what: object): Promise<Outcome>
  /** Parks until the parking lot has it: an event is never dropped because the engine is away. */
  park(held: Held, level: 'warn' | 'error'): Promise<Outcome>
  /** Cuts the waits between tries short; what is being tried goes on. */
  close(): void
}

export type TriesOptions = {
  readonly group: string
  readonly parking: Pick<ParkingLot, 'park'>
  readonly clock: Clock
  readonly logger: Logger
}

export function createTries({ group, parking, clock, logger }: TriesOptions): Tries {
  const pauses = createPauses(clock)
  const observed = observeFailures(group)

  async function insist(work: () => Promise<void>, what: object): Promise<Outcome> {
    for (let retry = 1; ; retry++) {
      try {
        await work()
        return 'handled'
      } catch (failure) {
        logger.warn({ group, ...what, reason: reasonOf(failure) }, 'this has to be done and could not be yet')
      }
      if (!(await pauses.pause(delayBefore(retry)))) return 'abandoned'
    }
  }

  async function park(held: Held, level: 'warn' | 'error'): Promise<Outcome> {
    const { traceId, ...parked } = held
    const { topic, origin, reason } = parked
    logger[level]({ group, topic, origin, reason, traceId }, 'an event was parked')
    observed.parked(topic)
    const parkIt = () => parking.park({ ...parked, group, time: clock.now() })
    return (await insist(parkIt, { topic, origin, doing: 'parking' })) === 'handled' ? 'parked' : 'abandoned'
  }

  async function retry(work: () => Promise<void>, held: Omit<Held, 'reason'>, first: unknown): Promise<Outcome> {
    const { topic, origin, traceId } = held
    let failure = first
    let lasting = 0
    for (let attempt = 1; ; attempt++) {
      const passing = isPassing(failure)
      if (!passing) lasting += 1
      const reason = reasonOf(failure)
      if (failure instanceof ParkError || lasting === TRIES) return park({ ...held, reason }, 'error')
      logger.warn({ group, topic, origin, reason, attempt, traceId }, 'an event will be tried again')
      observed.retried(topic)
      if (!(await pauses.pause(delayBefore(attempt)))) return 'abandoned'
      try {
        await work()
        return 'handled'
      } catch (next) {
        failure = next
      }
    }
  }

  return {
    async begin(work, held) {
      try {
        await work()
        return undefined
      } catch (failure) {
        return { outcome: retry(work, held(), failure) }
      }
    },
    insist,
    park,
    close: pauses.close,
  }
}
