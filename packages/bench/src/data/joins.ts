import type { JoinBody } from '@waitlist/contracts'
import { customerOf } from './waitlist-events.ts'

/** The bodies of joins, each of another customer, as long as one asks. */
export type Joins = { next(): { readonly customerId: string; readonly body: string } }

export function createJoins(eventId: string): Joins {
  let number = 0
  return {
    next() {
      number += 1
      const customerId = customerOf(eventId, number)
      const contact = { email: `${customerId}@bench.example`, locale: 'en' }
      const body: JoinBody = { eventId, customerId, ticketTypes: ['standing'], quantity: 2, contact }
      return { customerId, body: JSON.stringify(body) }
    },
  }
}
