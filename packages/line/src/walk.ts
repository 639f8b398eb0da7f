import type { Fit } from '@waitlist/contracts'
import { NOWHERE } from './aside.ts'
import { type Cursor, cursorsOf, first, START } from './cursor.ts'
import type { Place } from './in-turn.ts'
import { ANY } from './min-tree.ts'
import type { Rows } from './rows.ts'

/** How many tickets are held for the first who does not fit. */
function boundOf(fit: Fit): number {
  if (fit.kind === 'accumulate') return fit.tickets
  return fit.kind === 'strict' ? ANY : 0
}

/** An entry that gets tickets of a type. */
export type Given = { readonly row: number; readonly place: Place; readonly type: number; readonly quantity: number }

/** An entry at the head of types that it does not fit: nobody behind it gets what is held for it. */
export type Blocker = { readonly row: number; readonly place: Place; readonly types: readonly number[] }

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
 * waits for it and gets nothing at all while some of it are free; that entry blocks it. Under `accumulate` so does one
 * that takes no more than the bound, but only of the tickets that are held: the loose ones go on to who fits.
 * The walk ends where the entry after the last allowed one would get something.
 * @param left tickets free per type, all positive; reduced by what is given
 * @param loose of these, those that are held for nobody under `accumulate`
 */
export function walk(
  { lanes, table }: Rows,
  fit: Fit,
  left: Map<number, number>,
  loose: ReadonlyMap<number, number>,
  limit: number,
): Walk {
  const given: Given[] = []
  const blockers: Blocker[] = []
  const blocked = new Set<number>()
  const bound = boundOf(fit)
  const asked = new Map(left)

  /** What an entry may take at least to be looked at: as many as there are, or as would be held for it. */
  function reach(type: number): number | undefined {
    const free = left.get(type)
    return free === undefined || blocked.has(type) ? free : Math.max(free, bound)
  }

  /** From here on only loose tickets of the type can be had. What was given is taken from the loose ones first. */
  function block(type: number): void {
    blocked.add(type)
    const free = left.get(type) ?? 0
    const held = Math.max(0, (asked.get(type) ?? 0) - (loose.get(type) ?? 0))
    if (free > held) left.set(type, free - held)
    else left.delete(type)
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
        const types = reachable.filter((type) => !blocked.has(type))
        blockers.push({ row, place: { lane: index, slot }, types })
        for (const type of types) block(type)
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
