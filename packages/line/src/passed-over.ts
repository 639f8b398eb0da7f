import { NOWHERE } from './aside.ts'
import { cursorsOf, first, START } from './cursor.ts'
import { aheadInLane, isAhead, type Place } from './in-turn.ts'
import type { Lane } from './lane.ts'
import type { Choice, PassedOver } from './line-types.ts'
import { ANY } from './min-tree.ts'
import type { Rows } from './rows.ts'
import type { Blocker, Given } from './walk.ts'
import type { Wishes } from './wishes.ts'

/** So many are named, the rest is counted. */
const NAMED = 100

type Ledger = Pick<Choice, 'passedOver' | 'passedOverMore'>

/** Where the last entry stands that was given tickets of a type, per type. */
type LastGiven = ReadonlyMap<number, Place>

/** Somebody passed over, and where they stand. */
type Passed = { readonly row: number; readonly place: Place; readonly types: readonly number[]; readonly rule: Rule }
type Rule = PassedOver['rule']

/** Under `strict` the heads that block a type: nobody behind them is given any of it, so nobody else is passed over. */
export function blocked(rows: Rows, _given: readonly Given[], blockers: readonly Blocker[]): Ledger {
  return ledger(rows, blockers.map(ruledBy('strict')), 0)
}

/** Under `skip` who got nothing and waits for a type of which somebody behind was given tickets: it wants more. */
export function skipped(rows: Rows, given: readonly Given[]): Ledger {
  const { passed, more } = skippedBy(rows, given)
  return ledger(rows, passed, more)
}

/** Under `accumulate` who is skipped, and the heads that tickets are held for, unless all of them went on to others. */
export function accumulated(rows: Rows, given: readonly Given[], blockers: readonly Blocker[]): Ledger {
  const { passed, more, isPassed } = skippedBy(rows, given)
  const held = blockers.filter(({ row, place }) => !rows.table.wish(row).types.some((type) => isPassed(type, place)))
  const all = [...passed, ...held.map(ruledBy('accumulate'))]
  return ledger(
    rows,
    all.sort((a, b) => (isAhead(a.place, b.place) ? -1 : 1)),
    more,
  )
}

const ruledBy =
  (rule: Rule) =>
  (blocker: Blocker): Passed => ({ ...blocker, rule })

function ledger({ table, wishes }: Rows, passed: readonly Passed[], more: number): Ledger {
  const named = passed.slice(0, NAMED)
  const passedOver = named.map(
    ({ row, types, rule }): PassedOver => ({
      entryId: table.entryId(row),
      rule,
      ticketTypes: types.map(wishes.nameOf),
    }),
  )
  return { passedOver, passedOverMore: more + passed.length - named.length }
}

/** Who waits for a type that somebody behind was given: the first of them, and how many more there are. */
function skippedBy({ lanes, table, wishes }: Rows, given: readonly Given[]) {
  const last: LastGiven = new Map(given.map(({ type, place }) => [type, place]))
  const chosen = new Set(given.map(({ row }) => row))
  const isPassed = (type: number, place: Place) => isAheadOf(place, last.get(type))
  const among = given.filter(({ row, place }) => table.wish(row).types.some((type) => isPassed(type, place)))
  const total = countAhead(lanes, wishes, last) - among.length

  const passed: Passed[] = []
  if (total === 0) return { passed, more: 0, isPassed }
  for (const place of placesAhead(lanes, last)) {
    const row = (lanes[place.lane] as Lane).rowAt(place.slot)
    if (chosen.has(row)) continue
    passed.push({ row, place, types: table.wish(row).types.filter((type) => isPassed(type, place)), rule: 'skip' })
    if (passed.length === Math.min(NAMED, total)) break
  }
  return { passed, more: total - passed.length, isPassed }
}

function isAheadOf(place: Place, last: Place | undefined): boolean {
  return last !== undefined && isAhead(place, last)
}

/** How many wait for one of the types ahead of the last who was given it; who waits for several counts once. */
function countAhead(lanes: readonly Lane[], wishes: Wishes, last: LastGiven): number {
  let count = 0
  for (const [index, lane] of lanes.entries()) {
    for (const [type, place] of last) {
      const column = lane.columns.ofType(type)
      if (column) count += aheadInLane(column, index, place)
    }
    // A group's members were counted for each of its types that was given; only the farthest of these counts.
    for (const [group, column] of last.size > 1 ? lane.columns.groups : []) {
      const places = wishes.typesOf(group).flatMap((type) => last.get(type) ?? [])
      const counts = places.map((place) => aheadInLane(column, index, place))
      count -= counts.reduce((sum, each) => sum + each, 0) - Math.max(0, ...counts)
    }
  }
  return count
}

/** The places that `countAhead` counts, in line order. */
function* placesAhead(lanes: readonly Lane[], last: LastGiven): Generator<Place> {
  for (const [index, lane] of lanes.entries()) {
    const cursors = cursorsOf(lane, last.keys())
    for (const cursor of cursors) cursor.slot = cursor.column.next(START, ANY)
    for (let slot = first(cursors); slot < NOWHERE; slot = first(cursors)) {
      const place = { lane: index, slot }
      let counts = false
      for (const cursor of cursors) {
        if (cursor.slot !== slot) continue
        const ahead = isAheadOf(place, last.get(cursor.type))
        counts ||= ahead
        cursor.slot = ahead ? cursor.column.next(slot, ANY) : NOWHERE
      }
      if (counts) yield place
    }
  }
}
