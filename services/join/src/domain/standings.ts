import type { Entry as EntryReply } from '@waitlist/contracts'
import { isActive, ownerOf, type Position } from '@waitlist/line'
import { offerOf, positionOf, replyOf, type ShownEntry } from './reply.ts'
import { entriesOf, type JoinState, type KnownOffer } from './state.ts'

/** Where a customer stands in one event, wherever that was looked up. */
export type Standings = {
  readonly eventId: string
  /** Who owns the event, for the check of organizers. */
  readonly owner: string | undefined
  /** The newest first. */
  readonly entries: readonly Standing[]
}

export type Standing = {
  /** `endedAt` in ms since 1970. */
  readonly entry: ShownEntry & { readonly endedAt?: number | undefined }
  readonly offer: KnownOffer | undefined
  readonly position: Position | undefined
}

/** The standings of a customer in the own state; to be used before that changes. */
export function standingsOf(state: JoinState, customerId: string): Standings {
  const entries = entriesOf(state, customerId).map((entry) => ({
    entry,
    offer: offerOf(state, entry),
    position: positionOf(state, entry),
  }))
  return { eventId: state.waitlist.eventId, owner: ownerOf(state.waitlist), entries }
}

const SHOWN_AFTER_END_MS = 30 * 86_400_000

/** What a customer is told of one event: active entries, and those that ended in the last 30 days. */
export type CustomerReplies = {
  readonly owner: string | undefined
  /** Whether there ever was an entry. */
  readonly known: boolean
  readonly active: readonly EntryReply[]
  readonly ended: readonly EntryReply[]
}

/** The replies that standings come to at a moment (ms). */
export function repliesOf({ eventId, owner, entries }: Standings, now: number): CustomerReplies {
  const reply = ({ entry, offer, position }: Standing) => replyOf(eventId, entry, offer, position, now)
  const isRecent = ({ endedAt }: Standing['entry']) => endedAt !== undefined && endedAt > now - SHOWN_AFTER_END_MS
  return {
    owner,
    known: entries.length > 0,
    active: entries.filter(({ entry }) => isActive(entry)).map(reply),
    ended: entries.filter(({ entry }) => !isActive(entry) && isRecent(entry)).map(reply),
  }
}
