import type { Balance, Channel, EntryStatus } from '@waitlist/contracts'

/** Everything here is what single events said, kept side by side; nothing is counted before somebody asks. Times in ms. */

export type EntryStory = {
  readonly tier: string
  readonly ticketTypes: ReadonlySet<string>
  readonly joinedAt: number
  /** Each status it ever had, with its beginning. */
  readonly life: { readonly status: EntryStatus; readonly since: number }[]
}

export type Ending = 'fulfilled' | 'declined' | 'expired' | 'revoked'

export type OfferStory = {
  readonly entryId: string
  readonly ticketType: string
  readonly releaseId: string
  readonly pool: string
  readonly quantity: number
  readonly offeredAt: number
  claimedAt?: number
  ending?: Ending
  purchase?: { readonly at: number; readonly tickets: number; readonly late: boolean }
}

export type ReleaseStory = {
  readonly ticketType: string
  readonly source: 'refund' | 'release'
  readonly releasedAt: number
  readonly quantity: number
}

export type NoticeStory = {
  readonly channel: Channel
  readonly customerId: string
  readonly steps: Set<'planned' | 'sent' | 'failed'>
}

/** Tickets that came or went: a lot, or a return to public sale. */
export type Movement = { readonly pool: string; readonly at: number; readonly quantity: number }

export type Stories = {
  readonly eventId: string
  readonly entries: Map<string, EntryStory>
  /** In the order in which they were made. */
  readonly offers: Map<string, OfferStory>
  readonly releases: Map<string, ReleaseStory>
  readonly notices: Map<string, NoticeStory>
  readonly lots: Movement[]
  readonly returns: Movement[]
  /** What the newest event that touched a pool said of it. */
  readonly told: Map<string, Balance>
  readonly list: { opened: boolean; closed: boolean; cancelled: boolean; paused: boolean }
  newest: number
}

export function createStories(eventId: string): Stories {
  return {
    eventId,
    entries: new Map(),
    offers: new Map(),
    releases: new Map(),
    notices: new Map(),
    lots: [],
    returns: [],
    told: new Map(),
    list: { opened: false, closed: false, cancelled: false, paused: false },
    newest: 0,
  }
}
