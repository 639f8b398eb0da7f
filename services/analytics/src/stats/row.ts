import type { Balance, EntryCounts, RecordedEvent } from '@waitlist/contracts'
import { createEntryTable, type EntryTable } from './entry-table.ts'
import { createFigures, type Figures } from './figures.ts'
import type { Histogram } from './histogram.ts'

/** The steps of offers that an entry's counting follows. */
export type OfferStep = RecordedEvent<
  | 'OfferMade'
  | 'OfferClaimed'
  | 'OfferFulfilled'
  | 'PurchaseCameLate'
  | 'OfferDeclined'
  | 'OfferExpired'
  | 'OfferRevoked'
>

/** The offers of one release, by what became of them. */
export type ReleaseRow = {
  readonly ticketType: string
  readonly source: 'refund' | 'release'
  /** In ms. */
  readonly releasedAt: number
  readonly quantity: number
  offers: number
  claimed: number
  fulfilled: number
  declined: number
  expired: number
  revoked: number
  /** Purchases that were reported after their offer had ended. */
  late: number
  /** Tickets bought, late ones included. */
  bought: number
  /** Made with the first value: an event may have any number of refunds, and most of them are of one ticket. */
  times: Partial<Record<'toClaim' | 'toPurchase', Histogram>>
}

export type HourRow = Record<
  'joined' | 'offered' | 'claimed' | 'purchased' | 'left' | 'lapsed' | 'released' | 'returned',
  number
>

/** Everything that is counted of one event. */
export type StatsRow = {
  readonly eventId: string
  organizerId: string | undefined
  /** What the status of the waitlist follows from. */
  readonly list: { opened: boolean; closed: boolean; cancelled: boolean; paused: boolean }
  /** When the newest event counted happened, in ms. */
  asOf: number
  readonly entries: EntryTable
  /** Steps of offers whose entry is not known yet: the two streams come in any order. */
  readonly early: Map<string, OfferStep[]>
  readonly counts: EntryCounts
  readonly byTicketType: Map<string, EntryCounts>
  readonly byTier: Map<string, EntryCounts>
  readonly figures: Figures
  /** Offers that have not ended, in `figures` too once they have. */
  readonly live: { open: number; claimed: number }
  /** Entries under each type that they want, offers under theirs. */
  readonly figuresByType: Map<string, Figures>
  readonly figuresByTier: Map<string, Figures>
  /** The newest balance of each pool. */
  readonly balances: Map<string, Balance>
  readonly releases: Map<string, ReleaseRow>
  /** By the number of hours since 1970. */
  readonly hours: Map<number, HourRow>
}

export function createStatsRow(eventId: string): StatsRow {
  return {
    eventId,
    organizerId: undefined,
    list: { opened: false, closed: false, cancelled: false, paused: false },
    asOf: 0,
    entries: createEntryTable(),
    early: new Map(),
    counts: noEntries(),
    byTicketType: new Map(),
    byTier: new Map(),
    figures: createFigures(),
    live: { open: 0, claimed: 0 },
    figuresByType: new Map(),
    figuresByTier: new Map(),
    balances: new Map(),
    releases: new Map(),
    hours: new Map(),
  }
}

export function noEntries(): EntryCounts {
  return { joined: 0, waiting: 0, offered: 0, claimed: 0, purchased: 0, left: 0, lapsed: 0 }
}
