import { defineView } from '@waitlist/views'

/** The events whose waitlists a customer ever joined: where the routes that name only a customer look. */
export type CustomerEvents = { readonly eventIds: string[] }

export const customerEvents = defineView<CustomerEvents>({
  name: 'customer-events',
  on: ['WaitlistJoined'],
  key: (event) => (event.type === 'WaitlistJoined' ? event.data.customerId : undefined),
  initial: () => ({ eventIds: [] }),
  fold(row, event) {
    if (event.type === 'WaitlistJoined' && !row.eventIds.includes(event.data.eventId))
      row.eventIds.push(event.data.eventId)
    return row
  },
})
