import { randomUUID } from 'node:crypto'
import type { RouteId } from '@waitlist/contracts'
import { inbound, SINGLE } from '../inbound.ts'
import type { Target } from './targets.ts'

/**
 * Who may use a route, as design 3.2 says it: anybody; the customer it is about; the organizer of the event; a service; an
 * admin; who holds the claim token of the offer.
 */
export type Who = 'anybody' | 'self' | 'organizer' | 'service' | 'admin' | 'token'

/** What the matrix must know of a route besides its definition: who may use it, and a good request about a target. */
export type Row = {
  readonly who: readonly Who[]
  readonly body?: (target: Target) => unknown
  readonly query?: (target: Target) => Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  /** Where the request is good only about another thing of the target than the first of its kind. */
  readonly about?: (target: Target) => Target
}

const ofEvent = ({ eventId }: Target) => ({ eventId })
const anybody: Row = { who: ['anybody'] }

/** A row for every route there is: a new one does not pass the type check, nor the matrix, until it has one. */
export const table: Readonly<Record<RouteId, Row>> = {
  joinWaitlist: {
    who: ['self', 'organizer', 'service'],
    body: ({ eventId, customerId }) => ({
      ...{ eventId, customerId, ticketTypes: ['A'], quantity: 1 },
      contact: { email: `${customerId}@customers.example`, channels: ['email'] },
    }),
  },
  getPosition: { who: ['self', 'organizer', 'service'], query: ofEvent },
  eraseCustomer: { who: ['self', 'admin'] },
  leaveWaitlist: { who: ['self', 'organizer', 'service'], query: ofEvent },
  getForm: anybody,
  getSettings: { who: ['organizer', 'service'] },
  putSettings: { who: ['organizer', 'service'], body: () => ({ maxSize: 77 }) },
  patchSettings: { who: ['organizer', 'service'], body: () => ({ maxSize: 78 }) },
  listEntries: { who: ['organizer'] },
  listReleases: { who: ['organizer'] },
  moveEntry: {
    who: ['organizer'],
    body: () => ({ to: 'top', reason: 'a promise' }),
    about: (target) => ({ ...target, entryId: target.waitingId }),
  },
  removeEntry: { who: ['organizer'], body: () => ({ reason: 'a resale' }) },
  releaseTickets: { who: ['organizer', 'service'], body: () => ({ ticketType: 'A', quantity: 1 }) },
  getOffer: { who: ['self', 'service', 'token'] },
  claimOffer: { who: ['self', 'token'], body: () => ({}) },
  declineOffer: { who: ['self', 'token'], body: () => ({}) },
  getStats: { who: ['organizer', 'service'] },
  readEvents: { who: ['organizer', 'service'], query: ofEvent },
  publishEvents: {
    who: ['service'],
    body: ({ eventId }) => inbound('RefundIssued', { refundId: randomUUID(), eventId, ticketType: 'A', quantity: 1 }),
    headers: SINGLE,
  },
  claimPage: anybody,
  healthz: anybody,
  readyz: anybody,
  docs: anybody,
  metrics: anybody,
  openapi: anybody,
}
