import type { Clock, LocalLog, Logger } from '@waitlist/event-log'
import { attributeNames, metricNames, watch } from '@waitlist/telemetry'
import { type Consumer, createConsumer } from './consumer.ts'
import { createGroup, type Group } from './local/group.ts'
import { createInbound } from './local/inbound.ts'
import { createRetries, type RetryDesk } from './local/retries.ts'
import { createSettlements } from './local/settlements.ts'
import { observeSending } from './observe.ts'
import { type Codec, cloudEvents } from './open-record.ts'
import type { Bus, ParkingLot, Subscription } from './port.ts'

export type LocalBusOptions = {
  /** The log that everything is in; it stays open when the bus is closed. */
  readonly log: LocalLog
  readonly parking: ParkingLot & Partial<RetryDesk>
  readonly clock: Clock
  readonly logger: Logger
  /** How parked events are written down. */
  readonly codec?: Codec
}

/** The bus within one process, which says whether its groups have caught up with the log since they began. */
export type LocalBus = Bus & { health(): { readonly ok: boolean; readonly detail: string } }

/**
 * The bus within one process: each group follows the log in a loop of its own, behind its own checkpoint, and sleeps
 * until the log grows. Publishing an inbound event appends it to `inbound:{eventId}`.
 */
export function createLocalBus({ log, parking, clock, logger, codec = cloudEvents }: LocalBusOptions): LocalBus {
  const groups = new Map<string, Group>()
  const consumers = new Map<string, Consumer>()
  const awaited: Group[] = []
  const inbound = createInbound(log)
  const sending = observeSending('in-process')
  let head = 0
  /** Where the log ended when the groups began; undefined once all of them got there. */
  let begun: number | undefined
  let started = false
  let stopWatching: (() => void) | undefined
  let closing: Promise<void> | undefined

  const settlements = createSettlements(log, clock, {
    head: () => head,
    floor: () => awaited.reduce((lowest, group) => Math.min(lowest, group.position()), Infinity),
    aside: (correlationId) => awaited.some((group) => group.aside(correlationId)),
  })

  function add(subscription: Subscription): void {
    const { group: name } = subscription
    if (stopWatching) throw new Error(`The group ${name} subscribes to a bus that has started`)
    if (groups.has(name)) throw new Error(`The group ${name} subscribes twice`)
    const consumer = createConsumer({ subscription, parking, clock, logger, codec })
    const group = createGroup({
      subscription,
      log,
      consumer,
      clock,
      logger,
      head: () => head,
      onProgress: subscription.awaited ? settlements.handled : () => {},
    })
    groups.set(name, group)
    consumers.set(name, consumer)
    if (subscription.awaited) awaited.push(group)
  }

  const { retries, drop } = parking
  const again =
    retries &&
    drop &&
    createRetries({ desk: { retries, drop }, consumerOf: (name) => consumers.get(name), clock, logger })

  const stopLag = watch(metricNames.lag, (observe) => {
    for (const [name, group] of groups) observe(head - group.position(), { [attributeNames.group]: name })
  })

  function health() {
    if (!started) return { ok: false, detail: 'not started' }
    const end = begun ?? 0
    const behind = [...groups].filter(([, group]) => group.position() < end)
    if (behind.length > 0) {
      const each = behind.map(([name, group]) => `${name} is ${head - group.position()} events behind`)
      return { ok: false, detail: each.join(', ') }
    }
    begun = undefined
    return { ok: true, detail: 'caught up' }
  }

  async function close(): Promise<void> {
    stopLag()
    const retried = again?.close()
    for (const consumer of consumers.values()) consumer.close()
    await retried
    await inbound.close()
    await Promise.all([...groups.values()].map((group) => group.close()))
    stopWatching?.()
    settlements.close()
  }

  return {
    publish: (events) => sending(events, () => inbound.publish(events)),
    subscribe: add,
    async start() {
      stopWatching = log.onGrowth(() => {
        head = log.newest()
        for (const group of groups.values()) group.wake()
      })
      head = Math.max(head, await log.position())
      begun = head
      await Promise.all([...groups.values()].map((group) => group.start()))
      started = true
      again?.start()
    },
    settled: settlements.settled,
    health,
    close: () => (closing ??= close()),
  }
}
