import { NOWHERE } from './aside.ts'
import type { Column } from './column.ts'
import type { Lane } from './lane.ts'

/** The search for one ticket type in one lane: the slot found last, NOWHERE when there is none. */
export type Cursor = { readonly type: number; readonly column: Column; slot: number }

/** Ahead of everybody in a lane. */
export const START = -1

/** A cursor for each type that somebody in the lane waits for; none has searched yet. */
export function cursorsOf(lane: Lane, types: Iterable<number>): Cursor[] {
  return [...types].flatMap((type) => {
    const column = lane.columns.ofType(type)
    return column ? [{ type, column, slot: NOWHERE }] : []
  })
}

/** The smallest slot found; NOWHERE when there is none. */
export function first(cursors: readonly Cursor[]): number {
  let slot = NOWHERE
  for (const cursor of cursors) if (cursor.slot < slot) slot = cursor.slot
  return slot
}
