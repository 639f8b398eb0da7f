import type { Fit } from '@waitlist/contracts'
import type { Choice } from './line-types.ts'
import { ANY } from './min-tree.ts'
import { accumulated, blocked, skipped } from './passed-over.ts'
import type { Rows } from './rows.ts'
import { walk } from './walk.ts'

/** Walks the line with what is free, then tells whom it passed over: `Line.choose`. */
export function choose(
  line: Rows,
  fit: Fit,
  free: (ticketType: string) => number,
  types: Iterable<string>,
  limit: number,
  loose: (ticketType: string) => number,
): Choice {
  const left = freeTickets(line, free, types)
  const holds = fit.kind === 'accumulate' ? [...left.keys()] : []
  const looseOf = new Map(holds.map((type) => [type, loose(line.wishes.nameOf(type))]))
  const { given, blockers, exhausted } = walk(line, fit, left, looseOf, limit)
  const picks = given.map(({ row, type, quantity }) => ({
    entryId: line.table.entryId(row),
    ticketType: line.wishes.nameOf(type),
    quantity,
  }))
  const ledger = { skip: skipped, strict: blocked, accumulate: accumulated }[fit.kind](line, given, blockers)
  return { picks, ...ledger, exhausted }
}

/** Tickets free per type that somebody has waited for; a type without any is left out. */
function freeTickets(
  { wishes }: Rows,
  free: (ticketType: string) => number,
  types: Iterable<string>,
): Map<number, number> {
  const left = new Map<number, number>()
  for (const ticketType of new Set(types)) {
    const type = wishes.typeOf(ticketType)
    if (type === undefined) continue
    const tickets = Math.min(free(ticketType), ANY)
    if (tickets > 0) left.set(type, tickets)
  }
  return left
}
