/** Where an entry stands while the line does not change: its lane, and what finds it there. */
export type Place<Slot = number> = { readonly lane: number; readonly slot: Slot }

/** What can count its members before a slot: a lane, or those in it who wait for a ticket type. */
export type Counted<Slot = number> = { readonly size: number; before(slot: Slot): number }

/** Whether an entry stands ahead of another, where a lane is served when those before it are empty. */
export function isAhead(a: Place, b: Place): boolean {
  return a.lane === b.lane ? a.slot < b.slot : a.lane < b.lane
}

/** How many of a lane stand ahead of a place. */
export function aheadInLane<Slot>(counted: Counted<Slot>, lane: number, place: Place<Slot>): number {
  if (lane === place.lane) return counted.before(place.slot)
  return lane < place.lane ? counted.size : 0
}

/** How many stand ahead of a place in all lanes; a lane without anybody to count may be left out as undefined. */
export function ahead<Slot>(lanes: readonly (Counted<Slot> | undefined)[], place: Place<Slot>): number {
  let count = 0
  for (const [index, counted] of lanes.entries()) if (counted) count += aheadInLane(counted, index, place)
  return count
}
