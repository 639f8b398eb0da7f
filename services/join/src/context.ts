import { RefusedError, streamOf } from '@waitlist/contracts'
import type { Writer } from '@waitlist/event-log'
import { createOwnedLookup, type Drivers, type ServiceConfig } from '@waitlist/service-kit'
import type { KeepUp, PeopleStore, ViewStore } from '@waitlist/views'
import type { Command } from './domain/commands.ts'
import type { JoinState } from './domain/state.ts'
import type { LookUp } from './positions/look-up.ts'
import { type EventsByKey, keyOfId } from './views/events-by-key.ts'

/** What the routes of join work with. */
export type JoinContext = {
  readonly writer: Writer<JoinState, Command>
  readonly people: PeopleStore
  readonly config: ServiceConfig
  /** The events to look at for a customer: the named one, else all that the customer ever joined. */
  eventsOf(customerId: string, eventId: string | undefined): Promise<readonly string[]>
  /** The event that an entry belongs to. Throws WL_ERR_NOT_FOUND when there is no such entry. */
  eventOf(entryId: string): Promise<string>
  readonly lookUp: LookUp
}

export function eventsLookup(index: ViewStore<EventsByKey>): JoinContext['eventsOf'] {
  return async (customerId, eventId) =>
    eventId === undefined ? ((await index.get(customerId))?.eventIds ?? []) : [eventId]
}

type EntryParts = {
  readonly index: ViewStore<EventsByKey>
  readonly writer: Pick<Writer<JoinState, Command>, 'read'>
  readonly ownership: Pick<Drivers['ownership'], 'partitions'>
  readonly keepUp: Pick<KeepUp, 'settled'>
}

/** Makes the lookup of an entry's event: the one of those its id may belong to that has it. */
export function entryLookup({ index, writer, ownership, keepUp }: EntryParts): JoinContext['eventOf'] {
  async function find(entryId: string): Promise<string | undefined> {
    for (const eventId of (await index.get(keyOfId(entryId)))?.eventIds ?? []) {
      const has = (state: JoinState) => state.waitlist.entries.has(entryId)
      if (await writer.read(streamOf('waitlist', eventId), has)) return eventId
    }
    return undefined
  }

  const lookUp = createOwnedLookup({ find, ownership, keepUp, what: 'entry' })
  return async (entryId) => {
    const eventId = await lookUp(entryId)
    if (eventId !== undefined) return eventId
    throw new RefusedError({ code: 'WL_ERR_NOT_FOUND', detail: 'There is no such entry.' })
  }
}
