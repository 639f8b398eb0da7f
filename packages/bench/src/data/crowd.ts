import type { NewEvent } from '@waitlist/event-log'
import { customerOf, joined, opening, type Wish } from './waitlist-events.ts'

/** One event with so many people waiting. */
export type Crowd = { readonly eventId: string; readonly size: number }

/** Wanted by nearly everybody, one each. */
export const COMMON = 'standing'
/** Wanted two at a time, by every tenth: one ticket fits nobody. */
export const PAIRS = 'pairs'
/** Wanted by those who joined last only. */
export const TAIL = 'tail'

/** How many want the tail's type, in a crowd of any size. */
export const TAIL_SIZE = 4000

function wishOf(number: number, size: number): Wish {
  if (number > size - TAIL_SIZE) return { number, ticketType: TAIL, quantity: 1 }
  return number % 10 === 0 ? { number, ticketType: PAIRS, quantity: 2 } : { number, ticketType: COMMON, quantity: 1 }
}

/** The stream of a crowd's waitlist: all the events that led to it, a second apart at first and now at last. */
export function* crowdEvents({ eventId, size }: Crowd, now: number): Generator<NewEvent, void, undefined> {
  const began = now - size - 1
  yield* opening(eventId, began)
  for (let number = 1; number <= size; number++) yield joined(eventId, wishOf(number, size), began + number)
}

/** Whoever may be made an offer: the first in line and the tail. Their addresses have to be known. */
export function* likelyCustomers({ eventId, size }: Crowd): Generator<string, void, undefined> {
  for (let number = 1; number <= size; number++) {
    if (number <= TAIL_SIZE || number > size - TAIL_SIZE) yield customerOf(eventId, number)
  }
}
