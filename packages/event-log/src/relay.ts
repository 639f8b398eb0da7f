import type { RecordedEvent } from '@waitlist/contracts'
import { createOutboxRelay, type OutboxRelayOptions, type Relay } from './outbox-relay.ts'
import type { EventLog } from './port.ts'

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
  const outbox = {
    pending: log.pending,
    publish: (commits: Awaited<ReturnType<typeof log.pending>>) => publish(commits.flatMap(({ events }) => events)),
    clear: log.clearPending,
    onGrowth: log.onGrowth,
  }
  return createOutboxRelay(outbox, options)
}
