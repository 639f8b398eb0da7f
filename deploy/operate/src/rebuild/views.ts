import { eventsByKey } from '@waitlist/join/views/events-by-key'
import { offerEvents } from '@waitlist/release/views/offer-events'
import type { View } from '@waitlist/views'

/** A view that a service projects from the streams of a kind. */
export type OwnedView = {
  readonly service: 'join' | 'release'
  readonly prefix: 'waitlist:' | 'release:'
  readonly view: View<object>
}

/** The views that outlast a process where they are kept in MongoDB; analytics folds its figures anew at each start. */
export const ownedViews: readonly OwnedView[] = [
  { service: 'join', prefix: 'waitlist:', view: eventsByKey as unknown as View<object> },
  { service: 'release', prefix: 'release:', view: offerEvents as unknown as View<object> },
]
