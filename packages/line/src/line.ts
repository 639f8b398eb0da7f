import type { Fit, Policy } from '@waitlist/contracts'
import { choose } from './choose.ts'
import type { Column } from './column.ts'
import { createEntryTable } from './entry-table.ts'
import { createLane, type Lane } from './lane.ts'
import type { Line, LineEntry, Position, Standing } from './line-types.ts'
import { ANY } from './min-tree.ts'
import { isSameOrder, orderOf } from './order.ts'
import { type LaneRanks, positionIn, sizeOf as sizeOfLanes } from './position.ts'
import { createWishes } from './wishes.ts'

/** An empty line under a policy and a fit. */
export function createLine(firstPolicy: Policy, firstFit: Fit): Line {
  const wishes = createWishes()
  const table = createEntryTable(wishes)
  const rows = new Map<string, number>()
  let policy = firstPolicy
  let fit = firstFit
  let order = orderOf(policy)
  let lanes = createLanes()
  let ranks = lanes.map(ranksOf)

  function createLanes(): Lane[] {
    return Array.from({ length: order.lanes }, () => createLane(table))
  }

  function ranksOf(lane: Lane): LaneRanks<number> {
    return {
      get size() {
        return lane.size
      },
      before: lane.before,
      ofType(ticketType) {
        const type = wishes.typeOf(ticketType)
        return type === undefined ? undefined : lane.columns.ofType(type)
      },
    }
  }

  function laneOf(row: number): Lane {
    return lanes[table.lane(row)] as Lane
  }

  function remove(entryId: string): boolean {
    const row = rows.get(entryId)
    if (row === undefined) return false
    rows.delete(entryId)
    laneOf(row).remove(row)
    return true
  }

  function put(entry: LineEntry): void {
    remove(entry.entryId)
    const row = table.add(entry)
    rows.set(entry.entryId, row)
    table.setLane(row, order.laneOf(entry), order.keyOf(entry))
    laneOf(row).put(row)
  }

  function configure(nextPolicy: Policy, nextFit: Fit): void {
    fit = nextFit
    if (isSameOrder(policy, nextPolicy)) return
    policy = nextPolicy
    order = orderOf(policy)
    const everybody = lanes.flatMap((lane) => lane.dissolve())
    lanes = createLanes()
    ranks = lanes.map(ranksOf)
    for (const row of everybody) {
      const entry = table.entry(row)
      table.setLane(row, order.laneOf(entry), order.keyOf(entry))
    }
    everybody.sort((a, b) => table.lane(a) - table.lane(b) || table.compare(a, b))
    for (const row of everybody) laneOf(row).put(row)
  }

  function columnsOf(ticketType: string): Column[] {
    const type = wishes.typeOf(ticketType)
    return type === undefined ? [] : lanes.flatMap((lane) => lane.columns.ofType(type) ?? [])
  }

  function sizeOf(ticketType: string): number {
    return sizeOfLanes(columnsOf(ticketType))
  }

  function takes(ticketType: string, free: number): boolean {
    if (fit.kind !== 'skip') return sizeOf(ticketType) > 0
    return columnsOf(ticketType).some((column) => column.least() <= Math.min(free, ANY))
  }

  function position(entryId: string): Position | undefined {
    const row = rows.get(entryId)
    if (row === undefined) return undefined
    return positionIn(ranks, { lane: table.lane(row), slot: table.slot(row) }, table.wish(row).ticketTypes)
  }

  function at(position: number): LineEntry | undefined {
    let ahead = position - 1
    for (const lane of lanes) {
      if (ahead < lane.size) return ahead < 0 ? undefined : table.entry(lane.nth(ahead))
      ahead -= lane.size
    }
    return undefined
  }

  function standing(entryId: string): Standing | undefined {
    const row = rows.get(entryId)
    if (row === undefined) return undefined
    const { ticketTypes } = table.wish(row)
    return { lane: table.lane(row), key: table.key(row), score: table.score(row), ticketTypes }
  }

  function* entries(): Generator<LineEntry> {
    for (const lane of lanes) for (const row of lane.rows()) yield table.entry(row)
  }

  return {
    get size() {
      return rows.size
    },
    sizeOf,
    has: (entryId) => rows.has(entryId),
    put,
    remove,
    configure,
    get policy() {
      return policy
    },
    get lanes() {
      return order.lanes
    },
    position,
    at,
    spanOf: (lane) => ({ ahead: sizeOfLanes(ranks.slice(0, lane)), size: lanes[lane]?.size ?? 0 }),
    standing,
    wants: (ticketType) => sizeOf(ticketType) > 0,
    takes,
    choose: (free, types, limit, loose = () => 0) => choose({ lanes, table, wishes }, fit, free, types, limit, loose),
    entries,
  }
}
