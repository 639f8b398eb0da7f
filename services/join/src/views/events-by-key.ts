import { hashCharacters } from '@waitlist/contracts'
import { defineView } from '@waitlist/views'

/**
 * The events that a customer ever joined, where the routes that name only a customer look; and those whose ids begin with
 * the same characters, where the routes that name only an entry look (mostly one).
 */
export type EventsByKey = { readonly eventIds: string[] }

/** The key of the events whose ids begin as this one of an entry; it is no customer's id. */
export const keyOfId = (id: string): string => keyOfHash(id.slice(4, 11))

const keyOfHash = (characters: string) => `#${characters}`

export const eventsByKey = defineView<EventsByKey>({
  name: 'events-by-key',
  // Every list that was ever opened is configured, and entries are in no other.
  on: ['WaitlistConfigured', 'WaitlistJoined'],
  key(event) {
    if (event.type === 'WaitlistConfigured') return keyOfHash(hashCharacters(event.data.eventId))
    return event.type === 'WaitlistJoined' ? event.data.customerId : undefined
  },
  initial: () => ({ eventIds: [] }),
  fold(row, event) {
    const { eventId } = event.data
    if (!row.eventIds.includes(eventId)) row.eventIds.push(eventId)
    return row
  },
})
