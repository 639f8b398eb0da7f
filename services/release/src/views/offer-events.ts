import { defineView } from '@waitlist/views'

/** The event that an offer belongs to: where the routes that name only an offer look. */
export type OfferEvent = { eventId: string | undefined }

export const offerEvents = defineView<OfferEvent>({
  name: 'offer-events',
  on: ['OfferMade'],
  key: (event) => (event.type === 'OfferMade' ? event.data.offerId : undefined),
  initial: () => ({ eventId: undefined }),
  fold(row, event) {
    if (event.type === 'OfferMade') row.eventId = event.data.eventId
    return row
  },
})
