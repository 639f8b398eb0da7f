import { createOutboxRelay, type OutboxRelayOptions, type Relay } from '@waitlist/event-log'
import type { PendingPerson, PeopleOutbox, PersonChange } from './people.ts'

const POLL_MS = 1000

export type ContactRelayOptions = OutboxRelayOptions & {
  readonly people: PeopleOutbox
  /** Resolves when all of these are acknowledged; a rejection means that any of them may or may not be out. */
  readonly publish: (changes: readonly PersonChange[]) => Promise<void>
}

/** Publishes the contacts that were put or erased, and each second those that a process left when it died. At least once. */
export function createContactRelay({ people, publish, ...options }: ContactRelayOptions): Relay {
  const outbox = {
    pending: people.pendingPeople,
    publish: (pending: readonly PendingPerson[]) => publish(pending.map(({ change }) => change)),
    clear: people.clearPeople,
    onGrowth: people.onPending,
  }
  return createOutboxRelay(outbox, { pollEvery: POLL_MS, ...options })
}
