import type { Balance, EntryCounts, RecordedEvent } from '@waitlist/contracts'
import { createEntryTable, type EntryTable } from './entry-table.ts'
import { createHistogram, type Histogram } from './histogram.ts'

/** The steps of offers that an entry's counting follows. */
export type OfferStep = RecordedEvent<'OfferMade' | 'OfferClaimed' | 'OfferFulfilled' | 'PurchaseCameLate'>

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
  /** Entries that ever were offered tickets, claimed, and bought after a claim. */
  readonly funnel: { offered: number; claimed: number; purchased: number }
  readonly offers: { resolved: number; purchased: number }
  readonly times: Readonly<Record<'toOffer' | 'toClaim' | 'toPurchase', Histogram>>
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
    funnel: { offered: 0, claimed: 0, purchased: 0 },
    offers: { resolved: 0, purchased: 0 },
    times: { toOffer: createHistogram(), toClaim: createHistogram(), toPurchase: createHistogram() },
    balances: new Map(),
    releases: new Map(),
    hours: new Map(),
  }
}

export function noEntries(): EntryCounts {
  return { joined: 0, waiting: 0, offered: 0, claimed: 0, purchased: 0, left: 0, lapsed: 0 }
}
