import { randomUUID } from 'node:crypto'
import { randomId } from '@waitlist/contracts'
import type { Commit, NewEvent } from '@waitlist/event-log'
import type { Join } from '@waitlist/join/domain/commands'
import { builtInSettings } from '@waitlist/service-kit'

/** Events as one commit of a stream, from a version on. */
export function commitOf(stream: string, firstVersion: number, events: readonly NewEvent[]): Commit {
  return { id: randomUUID(), stream, firstVersion, events, commands: [] }
}

/** The command of the n-th customer who joins an event. */
export function joinCommand(eventId: string, number: number): Join {
  const entryId = randomId('ent', eventId)
  const wish = { customerId: `customer-${eventId}-${number}`, ticketTypes: ['standing'], quantity: 2, minQuantity: 2 }
  const actor = { role: 'service' } as const
  const { defaults, ...reach } = { channels: ['email'] as const, locale: 'en', defaults: builtInSettings }
  return { type: 'Join', actor, entryId, ...wish, tier: 'standard', ...reach, defaults }
}
