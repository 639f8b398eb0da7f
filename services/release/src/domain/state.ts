import type { Offer as OfferData, PassedOver, ReleasePlan } from '@waitlist/contracts'
import { createWaitlist, type Waitlist } from '@waitlist/line'
import { createDeadlines, type Deadlines } from './deadlines.ts'
import type { Ledger } from './ledger.ts'
import { emptyPool, type Pool } from './pool.ts'

/** An offer with its moments in ms, as the rules compare them. */
export type Offer = {
  data: OfferData
  readonly expiresAt: number
  /** The version of the waitlist it was chosen at. */
  readonly lineVersion: number
  purchaseBy: number | undefined
  /** A purchase was reported after it ended. */
  late: boolean
  /** When it ended, in ms; why it expired or was revoked; what was bought of it. */
  endedAt: number | undefined
  reason: string | undefined
  bought: number | undefined
}

/** Tickets that came free at once; it enters the pool once, for ever. */
export type Lot = {
  readonly lotId: string
  readonly sourceId: string
  readonly ticketType: string
  readonly quantity: number
  /** When it was freed and when it was first kept or ignored, in ms; release acts have neither. */
  readonly time: number
  readonly since: number
  status: 'held' | 'ignored' | 'released'
}

/** One act of offering: a refund's, or an organizer's with its plan and batches. */
export type Release = {
  readonly releaseId: string
  readonly ticketType: string
  plan: ReleasePlan | undefined
  batch: number
  nextBatchAt: number | undefined
  /** What its first batch did: the answer of the act, and of its retries. */
  readonly act: Act
}

/** What the first batch of a release did. Tickets; `nextBatchAt` in ms. */
export type Act = {
  readonly offerIds: string[]
  readonly passedOver: PassedOver[]
  freed: number
  scheduled: number
  nextBatchAt: number | undefined
}

/** Acts of one ticket type; `more` tells that the choice of the last commit goes on in the next. */
export type Acting = { readonly releaseIds: Set<string>; more: boolean }

/** The question release asked join about a pool, and the newest answer. Versions, of the streams named. */
export type Question = {
  /** release: the last time something came free in the pool. */
  gainedAt: number
  /** release: the last TicketsUnwanted; waitlist: the line it saw. */
  askedAt: number
  askedLine: number
  /** release: the question that LineFoundEmpty answered. */
  foundEmptyAt: number
}

/** What release owns: tickets and offers of one event, and the waitlist it follows. */
export type ReleaseState = {
  readonly eventId: string
  version: number
  readonly waitlist: Waitlist
  readonly pools: Map<string, Pool>
  readonly questions: Map<string, Question>
  readonly lots: Map<string, Lot>
  readonly heldLots: Map<string, Lot>
  readonly releases: Map<string, Release>
  /** The acts whose offers are being made, by ticket type. */
  readonly acting: Map<string, Acting>
  readonly offers: Map<string, Offer>
  /** The account of every release, in the order of releasing. */
  readonly ledger: Ledger
  /** The open and claimed offers by entry: at most one each. */
  readonly liveOffers: Map<string, Offer>
  /** How many offers were made to an entry: part of the next one's id. */
  readonly offersOf: Map<string, number>
  /** Entries out of the line from an offer on until join has settled its outcome. */
  readonly unsettled: Map<string, string>
  readonly openDeadlines: Deadlines
  readonly claimDeadlines: Deadlines
  /** Open offers that were made before the organizer closed the list, also when it is open again by now. */
  readonly closedOver: Set<string>
  /** Live offers whose entry is gone. */
  readonly orphans: Set<string>
  /** Ignored refunds that an earlier sell-out, told of later, makes ours after all. */
  readonly rejudged: Set<string>
}

export function initialReleaseState(eventId: string): ReleaseState {
  return {
    eventId,
    version: 0,
    waitlist: createWaitlist(eventId),
    pools: new Map(),
    questions: new Map(),
    lots: new Map(),
    heldLots: new Map(),
    releases: new Map(),
    acting: new Map(),
    offers: new Map(),
    ledger: new Map(),
    liveOffers: new Map(),
    offersOf: new Map(),
    unsettled: new Map(),
    openDeadlines: createDeadlines(),
    claimDeadlines: createDeadlines(),
    closedOver: new Set(),
    orphans: new Set(),
    rejudged: new Set(),
  }
}

export function poolOf(state: ReleaseState, ticketType: string): Pool {
  const known = state.pools.get(ticketType)
  if (known) return known
  const pool = emptyPool()
  state.pools.set(ticketType, pool)
  return pool
}

export function questionOf(state: ReleaseState, ticketType: string): Question {
  let question = state.questions.get(ticketType)
  if (!question) {
    question = { gainedAt: 0, askedAt: 0, askedLine: 0, foundEmptyAt: 0 }
    state.questions.set(ticketType, question)
  }
  return question
}

export function isLive(offer: Offer): boolean {
  return offer.data.status === 'open' || offer.data.status === 'claimed'
}
