import { expect, test } from '@jest/globals'
import type { DomainEvent, RecordedEvent } from '@waitlist/contracts'
import { configured, entryOf, eventId, joined, left, opened } from '@waitlist/line/example-events'
import { createMemoryViews } from '@waitlist/views'
import { eventsByKey, keyOfId } from './events-by-key.ts'

const recorded = (events: readonly DomainEvent[]) =>
  events.map((event, index) => ({ ...event, stream: `waitlist:${eventId}`, version: index + 1 }) as RecordedEvent)

test('finds the events of a customer, and those that the id of an entry may belong to; a repeat changes nothing', async () => {
  const view = createMemoryViews().open(eventsByKey)
  const events = recorded([configured(), opened(), joined('ann', 1), left('ann'), joined('ann', 2), configured()])
  await view.apply(events)
  await view.apply(events)
  expect(await view.get('ann')).toEqual({ eventIds: [eventId] })
  expect(await view.get(keyOfId(entryOf('ann')))).toEqual({ eventIds: [eventId] })
  expect(await view.get('bob')).toBeUndefined()
})
