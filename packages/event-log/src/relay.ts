import type { RecordedEvent } from '@waitlist/contracts'
import { createGauge, metricNames } from '@waitlist/telemetry'
import { systemClock } from './clock.ts'
import { createOutboxRelay, type OutboxRelayOptions, type Relay } from './outbox-relay.ts'
import type { EventLog, PendingCommit } from './port.ts'

export type RelayOptions = OutboxRelayOptions & {
  readonly log: Pick<EventLog, 'pending' | 'clearPending' | 'onGrowth'>
  /** Resolves when all of these are acknowledged; a rejection means that any of them may or may not be out. */
  readonly publish: (events: readonly RecordedEvent[]) => Promise<void>
}

/**
 * Publishes what a log has committed, in commit order: no commit is published before every earlier one of its stream
 * was acknowledged, whichever process wrote it. Delivery is at least once.
 */
export function createRelay({ log, publish, ...options }: RelayOptions): Relay {
  const { clock = systemClock } = options
  const pending = createGauge(metricNames.relayPending)
  const age = createGauge(metricNames.relayAge)
  const outbox = {
    async pending(limit: number) {
      const commits = await log.pending(limit)
      pending(commits.length)
      age((clock.now() - (commits[0]?.events[0]?.time ?? clock.now())) / 1000)
      return commits
    },
    publish: (commits: readonly PendingCommit[]) => publish(commits.flatMap(({ events }) => events)),
    clear: log.clearPending,
    onGrowth: log.onGrowth,
  }
  return createOutboxRelay(outbox, options)
}
