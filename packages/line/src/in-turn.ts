import type { Lane } from './lane.ts'

/** Where an entry stands while the line does not change. */
export type Place = { readonly lane: number; readonly slot: number }

/** What can count its members before a slot: a lane, or a column of it. */
type Counted = { readonly size: number; before(slot: number): number }

/** Whether an entry stands ahead of another, where a lane is served when those before it are empty. */
export function isAhead(a: Place, b: Place): boolean {
  return a.lane === b.lane ? a.slot < b.slot : a.lane < b.lane
}

/** How many of a lane stand ahead of a place. */
export function aheadInLane(counted: Counted, lane: number, place: Place): number {
  if (lane === place.lane) return counted.before(place.slot)
  return lane < place.lane ? counted.size : 0
}

/** How many stand ahead of a place in all lanes, of those that `select` picks. */
export function ahead(lanes: readonly Lane[], place: Place, select: (lane: Lane) => Counted | undefined): number {
  let count = 0
  for (const [index, lane] of lanes.entries()) {
    const counted = select(lane)
    if (counted) count += aheadInLane(counted, index, place)
  }
  return count
}
