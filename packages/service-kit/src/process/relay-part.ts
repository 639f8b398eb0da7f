import type { KafkaBus } from '@waitlist/bus/kafka'
import type { ServiceName, StreamKind } from '@waitlist/contracts'
import { atMost, type Clock, createRelay, type EventLog, type Logger } from '@waitlist/event-log'
import type { Part } from '../lifecycle.ts'

export type RelayPartOptions = {
  readonly log: EventLog
  readonly bus: Pick<KafkaBus, 'relay' | 'ownership'>
  readonly clock: Clock
  readonly logger: Logger
}

/** How often (ms) a relay looks for what another process committed to partitions of ours. */
const POLL_MS = 1_000
/** How long (ms) a process that ends waits for what it has committed to be out; the next owner publishes the rest. */
const LONGEST_DRAIN_MS = 5_000

const KINDS: Partial<Record<ServiceName, StreamKind>> = { join: 'waitlist', release: 'release', notification: 'notice' }

/** The kind of stream that a service writes and publishes; analytics only keeps what others wrote. */
export function ownKind(service: ServiceName): StreamKind | undefined {
  return KINDS[service]
}

/** Publishes what a service commits, for as long as it lives. */
export function relayPart({ log, bus, clock, logger }: RelayPartOptions): Part {
  const relay = createRelay({ log, publish: bus.relay, clock, logger, pollEvery: POLL_MS })
  const stopListening = bus.ownership.onGain(() => relay.kick())

  return {
    name: 'relay',
    async start() {
      relay.start()
    },
    async close() {
      stopListening()
      await atMost(clock, LONGEST_DRAIN_MS, relay.idle())
      await relay.close()
    },
  }
}
