import { type RecordedEvent, releaseTypes, waitlistTypes } from '@waitlist/contracts'
import { defineView } from '@waitlist/views'
import { countJoined, countSettled } from './entries.ts'
import { countInHour } from './hours.ts'
import { countAdvanced, countOfferStep, countReleased } from './offers.ts'
import { createStatsRow, type StatsRow } from './row.ts'

/**
 * The figures of each event, out of its waitlist and its release stream; all of them are counters, none is searched
 * for.
 */
export const statsView = defineView<StatsRow>({
  name: 'stats',
  on: [...waitlistTypes, ...releaseTypes],
  key: (event) => event.data.eventId,
  initial: createStatsRow,
  fold(row, event) {
    row.asOf = Math.max(row.asOf, event.time)
    keepBalances(row, event)
    count(row, event)
    return row
  },
})

function keepBalances({ balances }: StatsRow, { data }: RecordedEvent): void {
  if (!('balance' in data)) return
  for (const [pool, balance] of Object.entries(data.balance)) balances.set(pool, balance)
}

function count(row: StatsRow, event: RecordedEvent): void {
  switch (event.type) {
    case 'WaitlistOpened':
      Object.assign(row.list, { opened: true, closed: false })
      break
    case 'WaitlistConfigured':
      // Who schedules an event decides whose it is (design 3.2).
      row.organizerId = event.data.schedule?.organizerId ?? event.data.organizerId
      break
    case 'WaitlistPaused':
      row.list.paused = event.data.joining
      break
    case 'WaitlistClosed':
      row.list.closed = true
      break
    case 'WaitlistCancelled':
      row.list.cancelled = true
      break
    case 'WaitlistJoined':
      countJoined(row, event)
      break
    case 'WaitlistLeft':
      countSettled(row, event.data.entryId, 'left', event.time)
      break
    case 'EntrySettled':
      countSettled(row, event.data.entryId, event.data.status, event.time)
      break
    case 'TicketsReleased':
      countReleased(row, event)
      break
    case 'ReleaseAdvanced':
      countAdvanced(row, event)
      break
    case 'OfferMade':
    case 'OfferClaimed':
    case 'OfferFulfilled':
    case 'PurchaseCameLate':
    case 'OfferDeclined':
    case 'OfferExpired':
    case 'OfferRevoked':
      countOfferStep(row, event)
      break
    case 'TicketsReturnedToPublic':
      countInHour(row, 'returned', event.time, event.data.quantity)
      break
  }
}
