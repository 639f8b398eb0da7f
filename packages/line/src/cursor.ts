import type { Column } from './column.ts'
import type { Lane } from './lane.ts'

/** The search for one ticket type in one lane: the slot found last, -1 when there is none. */
export type Cursor = { readonly type: number; readonly column: Column; slot: number }

/** A cursor for each type that somebody in the lane waits for; none has searched yet. */
export function cursorsOf(lane: Lane, types: Iterable<number>): Cursor[] {
  return [...types].flatMap((type) => {
    const column = lane.columns.ofType(type)
    return column ? [{ type, column, slot: -1 }] : []
  })
}

/** The smallest slot found; -1 when there is none. */
export function first(cursors: readonly Cursor[]): number {
  let slot = -1
  for (const cursor of cursors) if (cursor.slot >= 0 && (slot < 0 || cursor.slot < slot)) slot = cursor.slot
  return slot
}
