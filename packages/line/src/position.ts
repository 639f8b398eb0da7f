import { ahead, type Counted, type Place } from './in-turn.ts'
import type { Position } from './line-types.ts'

/** One lane as a position is counted in it: everybody who stands there, and those who wait for a ticket type. */
export type LaneRanks<Slot> = Counted<Slot> & {
  /** Undefined when nobody has ever waited for the type there. */
  ofType(ticketType: string): Counted<Slot> | undefined
}

/** Where the ranks and the counts of a position come from: the lanes in the order of the policy. */
export type RankSource<Slot> = readonly LaneRanks<Slot>[]

/** The position of who stands at a place (design 4.2): the same formula over whatever holds the ranks. */
export function positionIn<Slot>(
  lanes: RankSource<Slot>,
  place: Place<Slot>,
  ticketTypes: readonly string[],
): Position {
  const before = ahead(lanes, place)
  const byTicketType = ticketTypes.map((ticketType) => {
    const waiting = lanes.map((lane) => lane.ofType(ticketType))
    return { ticketType, position: ahead(waiting, place) + 1, total: sizeOf(waiting) }
  })
  return { position: before + 1, ahead: before, total: sizeOf(lanes), byTicketType }
}

/** How many there are in all lanes. */
export function sizeOf(lanes: readonly (Counted<never> | undefined)[]): number {
  let size = 0
  for (const lane of lanes) size += lane?.size ?? 0
  return size
}
