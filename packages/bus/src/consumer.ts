import type { RecordedEvent } from '@waitlist/contracts'
import type { Clock, Logger } from '@waitlist/event-log'
import { traceIdOf } from '@waitlist/telemetry'
import { type BrokerName, observedHandler } from './observe.ts'
import { type BrokerRecord, type Codec, openRecord } from './open-record.ts'
import type { ParkingLot, Subscription } from './port.ts'
import { createTries, type Outcome, type Rest } from './tries.ts'

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
  readonly broker?: BrokerName
  /**
   * Looks at an event before it is handled, where a broker's record may stand where it should not. Answers with what is
   * to be done instead of handling it: undefined to handle it, a reason to park it, or work that has to succeed.
   */
  readonly divert?: (event: RecordedEvent, record: BrokerRecord) => undefined | string | (() => Promise<void>)
}

export function createConsumer(options: ConsumerOptions): Consumer {
  const { subscription, parking, clock, logger, codec, broker = 'in-process', divert } = options
  const { group } = subscription
  const handle = observedHandler(subscription, broker)
  const tries = createTries({ group, parking, clock, logger })

  const held = (event: RecordedEvent, origin: string, record?: BrokerRecord) => {
    const bytes = JSON.stringify(codec.encode(event))
    return { topic: event.type, origin, bytes, traceId: traceIdOf(event), ...originalOf(record) }
  }

  function attempt(event: RecordedEvent, origin: string, record?: BrokerRecord): Promise<Rest | undefined> {
    return tries.begin(
      () => handle(event),
      () => held(event, origin, record),
    )
  }

  return {
    attempt: (event, origin) => attempt(event, origin),
    async accept(record) {
      const { topic, origin } = record
      const opened = openRecord(record, codec)
      if (!('event' in opened)) {
        const { text: bytes, reason, alarm } = opened
        return tries.park({ topic, origin, bytes, reason, ...originalOf(record) }, alarm ? 'error' : 'warn')
      }
      const { event } = opened
      const instead = divert?.(event, record)
      if (typeof instead === 'string') return tries.park({ ...held(event, origin, record), reason: instead }, 'error')
      if (instead) return tries.insist(instead, { topic, origin, doing: 'putting a record where it belongs' })
      return (await (await attempt(event, origin, record))?.outcome) ?? 'handled'
    },
    close: tries.close,
  }
}

const originalOf = (record: BrokerRecord | undefined) =>
  record?.original === undefined ? {} : { original: record.original }
