import type { Writer } from '@waitlist/event-log'
import type { ServiceConfig } from '@waitlist/service-kit'
import type { PeopleStore, ViewStore } from '@waitlist/views'
import type { Command } from './domain/commands.ts'
import type { JoinState } from './domain/state.ts'
import type { LookUp } from './positions/look-up.ts'
import type { CustomerEvents } from './views/customer-events.ts'

/** What the routes of join work with. */
export type JoinContext = {
  readonly writer: Writer<JoinState, Command>
  readonly people: PeopleStore
  readonly config: ServiceConfig
  /** The events to look at for a customer: the named one, else all that the customer ever joined. */
  eventsOf(customerId: string, eventId: string | undefined): Promise<readonly string[]>
  readonly lookUp: LookUp
}

export function eventsLookup(customers: ViewStore<CustomerEvents>): JoinContext['eventsOf'] {
  return async (customerId, eventId) =>
    eventId === undefined ? ((await customers.get(customerId))?.eventIds ?? []) : [eventId]
}
