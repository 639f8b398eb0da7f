import type { DomainEvent } from '@waitlist/contracts'
import type { Decision } from '@waitlist/event-log'
import { type Movement, move, type Unbalanced } from './movement.ts'
import { balanceOf, copyPool, emptyPool, type Pool } from './pool.ts'
import type { ReleaseState } from './state.ts'

/** The events of a decision in the making, and the pools as these events leave them. The state stays as it is. */
export type Draft = {
  readonly events: DomainEvent[]
  /** The pool of a type as the draft leaves it; not to be changed. */
  pool(ticketType: string): Pool
  /** The types whose pools the draft has touched. */
  touched(): Iterable<string>
  /** Adds an event that moves tickets; its balance is filled in. */
  move(event: Unbalanced): void
  /** Adds an event that moves none. */
  note(event: DomainEvent): void
  decided(receipt?: unknown): Decision
}

export function openDraft(state: ReleaseState): Draft {
  const events: DomainEvent[] = []
  const pools = new Map<string, Pool>()
  return {
    events,
    pool: (ticketType) => pools.get(ticketType) ?? state.pools.get(ticketType) ?? emptyPool(),
    touched: () => pools.keys(),
    move(event) {
      const { ticketType } = event.data
      const pool = pools.get(ticketType) ?? copyPool(state.pools.get(ticketType) ?? emptyPool())
      pools.set(ticketType, pool)
      move(pool, event)
      events.push({ type: event.type, data: { ...event.data, balance: { [ticketType]: balanceOf(pool) } } } as Movement)
    },
    note: (event) => void events.push(event),
    decided: (receipt) => ({ events, receipt }),
  }
}
