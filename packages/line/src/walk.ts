import type { Fit } from '@waitlist/contracts'
import { NOWHERE } from './aside.ts'
import { type Cursor, cursorsOf, first, START } from './cursor.ts'
import type { Place } from './in-turn.ts'
import { ANY } from './min-tree.ts'
import type { Rows } from './rows.ts'

/** An entry that gets tickets of a type. */
export type Given = { readonly row: number; readonly place: Place; readonly type: number; readonly quantity: number }

/** An entry at the head of types that it does not fit: nobody behind it gets them. */
export type Blocker = { readonly row: number; readonly types: readonly number[] }

export type Walk = {
  readonly given: readonly Given[]
  readonly blockers: readonly Blocker[]
  readonly exhausted: boolean
}

/**
 * Walks the line once, from the first entry on. What is free only shrinks on the way, so who does not fit when the walk
 * comes by does not fit later either.
 *
 * An entry takes the first type of its own, in its order of preference, that has as many free as it takes at least, and
 * gets as many as it wants and are free. Under `strict` a type is also out of reach for everybody behind the first who
 * waits for it and gets nothing at all while some of it are free; that entry blocks it.
 * The walk ends where the entry after the last allowed one would get something.
 * @param left tickets free per type, all positive; reduced by what is given
 */
export function walk({ lanes, table }: Rows, fit: Fit, left: Map<number, number>, limit: number): Walk {
  const given: Given[] = []
  const blockers: Blocker[] = []

  /** What an entry may take at least to be looked at: under `strict` whoever comes next is. */
  function reach(type: number): number | undefined {
    const free = left.get(type)
    return free === undefined || fit.kind === 'skip' ? free : ANY
  }

  /** Looks on behind a slot. */
  function seek(cursor: Cursor, slot: number): void {
    const free = reach(cursor.type)
    cursor.slot = free === undefined ? NOWHERE : cursor.column.next(slot, free)
  }

  function take(type: number, quantity: number): void {
    const rest = (left.get(type) ?? 0) - quantity
    if (rest > 0) left.set(type, rest)
    else left.delete(type)
  }

  for (const [index, lane] of lanes.entries()) {
    const cursors = cursorsOf(lane, left.keys())
    for (const cursor of cursors) seek(cursor, START)
    for (let slot = first(cursors); slot < NOWHERE; slot = first(cursors)) {
      const row = lane.rowAt(slot)
      const reachable = table.wish(row).types.filter((type) => left.has(type))
      const type = reachable.find((type) => table.minQuantity(row) <= (left.get(type) ?? 0))
      if (type === undefined) {
        blockers.push({ row, types: reachable })
        for (const blocked of reachable) left.delete(blocked)
      } else {
        if (given.length >= limit) return { given, blockers, exhausted: false }
        const quantity = Math.min(table.quantity(row), left.get(type) ?? 0)
        given.push({ row, place: { lane: index, slot }, type, quantity })
        take(type, quantity)
      }
      for (const cursor of cursors) if (cursor.slot === slot) seek(cursor, slot)
    }
  }
  return { given, blockers, exhausted: true }
}
