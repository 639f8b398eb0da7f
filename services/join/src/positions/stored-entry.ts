import { type Entry, ownerOf } from '@waitlist/line'
import { rankMember } from '@waitlist/line/rank-member'
import { offerOf } from '../domain/reply.ts'
import type { Standing } from '../domain/standings.ts'
import { entriesOf, type JoinState, type KnownOffer } from '../domain/state.ts'
import type { StoredEntry, StoredFacts, StoredPlace } from './port.ts'

type Document = Standing['entry'] & { readonly offer?: KnownOffer | undefined }

/** An entry of the own state as the model keeps it. */
export function storedEntry(state: JoinState, entry: Entry): StoredEntry {
  const document: Document = {
    entryId: entry.entryId,
    customerId: entry.customerId,
    status: entry.status,
    ticketTypes: entry.ticketTypes,
    quantity: entry.quantity,
    minQuantity: entry.minQuantity,
    tier: entry.tier,
    joinedAt: entry.joinedAt,
    locale: entry.locale,
    channels: entry.channels,
    endedAt: entry.endedAt,
    offer: offerOf(state, entry),
  }
  const { entryId, customerId } = entry
  const ofCustomer = entriesOf(state, customerId).map((one) => one.entryId)
  return { entryId, customerId, ofCustomer, document: JSON.stringify(document), place: placeOf(state, entryId) }
}

function placeOf({ waitlist }: JoinState, entryId: string): StoredPlace | undefined {
  const standing = waitlist.line.standing(entryId)
  if (!standing) return undefined
  const { lane, key, score, ticketTypes } = standing
  return { lane, key, member: rankMember(entryId, score), ticketTypes }
}

/** What the document of a stored entry says; its position comes from elsewhere. */
export function readDocument(document: string): Omit<Standing, 'position'> {
  const { offer, ...entry } = JSON.parse(document) as Document
  return { entry, offer }
}

export function storedFacts({ waitlist }: JoinState): StoredFacts {
  const { line, entries } = waitlist
  return {
    owner: ownerOf(waitlist),
    order: JSON.stringify(line.policy),
    lanes: line.lanes,
    entries: entries.size,
    waiting: line.size,
  }
}
