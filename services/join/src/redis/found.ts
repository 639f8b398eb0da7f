import type { Position } from '@waitlist/line'
import { type LaneRanks, positionIn } from '@waitlist/line/position'
import type { Standing } from '../domain/standings.ts'
import type { Found } from '../positions/port.ts'
import { readDocument } from '../positions/stored-entry.ts'

/** Of one type: its name, how many wait for it in each lane, and how many of the own lane are ahead. */
type TypeAnswer = readonly [ticketType: string, sizes: readonly number[], rank: number]

/** Of an entry that waits: its lane, its member, how many wait in each lane, how many of its own are ahead, its types. */
type PlaceAnswer = readonly [
  lane: string,
  member: string,
  sizes: readonly number[],
  rank: number,
  types: readonly TypeAnswer[],
]

/** Of one entry: its document, and its place when it has one. */
type EntryAnswer = readonly [document: string, place?: PlaceAnswer]

/** What the script FIND answers. */
export type FindAnswer = readonly [version: string, owner: string, entries: readonly EntryAnswer[]]

/** The standings that an answer of FIND describes. */
export function foundIn(eventId: string, [version, owner, entries]: FindAnswer): Found {
  const standings = { eventId, owner: owner === '' ? undefined : owner, entries: entries.map(standingIn) }
  return { version: Number(version), standings }
}

function standingIn([document, place]: EntryAnswer): Standing {
  return { ...readDocument(document), position: place && positionFrom(place) }
}

/** The line's own formula, over the sorted sets that Redis counted. */
function positionFrom([lane, member, sizes, rank, types]: PlaceAnswer): Position {
  const byType = new Map(types.map(([ticketType, sizes, rank]) => [ticketType, { sizes, rank }]))
  const lanes = sizes.map((size, index): LaneRanks<string> => {
    return {
      size,
      before: () => rank,
      ofType(ticketType) {
        const type = byType.get(ticketType)
        return type && { size: type.sizes[index] as number, before: () => type.rank }
      },
    }
  })
  return positionIn(lanes, { lane: Number(lane), slot: member }, [...byType.keys()])
}
