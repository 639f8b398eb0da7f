import type { Fit } from '@waitlist/contracts'
import type { Choice } from './line-types.ts'
import { ANY } from './min-tree.ts'
import { blocked, skipped } from './passed-over.ts'
import type { Rows } from './rows.ts'
import { walk } from './walk.ts'

/** Walks the line with what is free, then tells whom it passed over: `Line.choose`. */
export function choose(
  line: Rows,
  fit: Fit,
  free: (ticketType: string) => number,
  types: Iterable<string>,
  limit: number,
): Choice {
  const { given, blockers, exhausted } = walk(line, fit, freeTickets(line, free, types), limit)
  const picks = given.map(({ row, type, quantity }) => ({
    entryId: line.table.entryId(row),
    ticketType: line.wishes.nameOf(type),
    quantity,
  }))
  const ledger = fit.kind === 'strict' ? blocked(line, blockers) : skipped(line, given)
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
