import type { RecordedEvent } from '@waitlist/contracts'
import type { Clock, Logger } from '@waitlist/event-log'
import { delayBefore, isPassing, reasonOf } from './failures.ts'
import { type BrokerRecord, type Codec, openRecord } from './open-record.ts'
import { createPauses } from './pauses.ts'
import { ParkError, type ParkedEvent, type ParkingLot, type Subscription } from './port.ts'

/** How a record ended. Abandoned: the consumer was closed before it could end; it has to come again. */
export type Outcome = 'handled' | 'parked' | 'abandoned'

/** What is left of an event whose first try failed in a way that is worth another. */
export type Rest = { readonly outcome: Promise<Outcome> }

/** What every driver puts each record through: decode, upcast, validate, handle, retry, park. It never rejects. */
export interface Consumer {
  /** Handles an event that is decoded. Resolves after the first try, with the rest when more tries have to follow. */
  attempt(event: RecordedEvent, origin: string): Promise<Rest | undefined>
  /** Handles a record as a broker gives it; resolves when it has ended. */
  accept(record: BrokerRecord): Promise<Outcome>
  /** Cuts the waits between tries short; what is being handled goes on. */
  close(): void
}

export type ConsumerOptions = {
  readonly subscription: Pick<Subscription, 'group' | 'handle'>
  readonly parking: ParkingLot
  readonly clock: Clock
  readonly logger: Logger
  readonly codec: Codec
}

/** Tries of an event whose failure does not pass, before it is parked. */
const TRIES = 8

type Held = Omit<ParkedEvent, 'group' | 'time'>

export function createConsumer({ subscription, parking, clock, logger, codec }: ConsumerOptions): Consumer {
  const { group } = subscription
  const pauses = createPauses(clock)

  /** Parks until the parking lot has it: an event is never dropped because the engine is away. */
  async function park(held: Held, level: 'warn' | 'error'): Promise<Outcome> {
    const { topic, origin, reason } = held
    logger[level]({ group, topic, origin, reason }, 'an event was parked')
    for (let retry = 1; ; retry++) {
      try {
        await parking.park({ ...held, group, time: clock.now() })
        return 'parked'
      } catch (failure) {
        logger.warn({ group, topic, origin, reason: reasonOf(failure) }, 'an event could not be parked yet')
      }
      if (!(await pauses.pause(delayBefore(retry)))) return 'abandoned'
    }
  }

  async function retry(event: RecordedEvent, origin: string, first: unknown): Promise<Outcome> {
    let failure = first
    let lasting = 0
    for (let attempt = 1; ; attempt++) {
      const passing = isPassing(failure)
      if (!passing) lasting += 1
      const reason = reasonOf(failure)
      if (failure instanceof ParkError || lasting === TRIES) {
        return park({ topic: event.type, origin, reason, bytes: JSON.stringify(codec.encode(event)) }, 'error')
      }
      logger.warn({ group, topic: event.type, origin, reason, attempt }, 'an event will be tried again')
      if (!(await pauses.pause(delayBefore(attempt)))) return 'abandoned'
      try {
        await subscription.handle(event)
        return 'handled'
      } catch (next) {
        failure = next
      }
    }
  }

  async function attempt(event: RecordedEvent, origin: string): Promise<Rest | undefined> {
    try {
      await subscription.handle(event)
      return undefined
    } catch (failure) {
      return { outcome: retry(event, origin, failure) }
    }
  }

  return {
    attempt,
    async accept(record) {
      const opened = openRecord(record, codec)
      if ('event' in opened) return (await (await attempt(opened.event, record.origin))?.outcome) ?? 'handled'
      const { topic, origin } = record
      return park({ topic, origin, bytes: opened.text, reason: opened.reason }, opened.alarm ? 'error' : 'warn')
    },
    close: pauses.close,
  }
}
