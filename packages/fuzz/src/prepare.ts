import { setTimeout as pause } from 'node:timers/promises'
import type { Known } from './arbitrary.ts'
import type { Send } from './send.ts'

export const ORGANIZATION = 'fuzz'
const EVENTS = 8
/** Several processes tell each other of things; none of it takes longer than this, ms. */
const PATIENCE_MS = 30_000
const BETWEEN_MS = 100
const CUSTOMERS = 6

const INBOUND = [
  'TicketsSoldOut',
  'RefundIssued',
  'PurchaseCompleted',
  'PurchaseAbandoned',
  'EventScheduled',
  'EventCancelled',
]

/** Asks until the answer will do, or for as long as anything here may take; gives the last answer. */
async function untilGood<Answer>(ask: () => Promise<Answer>, isGood: (answer: Answer) => boolean): Promise<Answer> {
  const until = Date.now() + PATIENCE_MS
  for (;;) {
    const answer = await ask()
    if (isGood(answer) || Date.now() >= until) return answer
    await pause(BETWEEN_MS)
  }
}

type Line = { readonly feedcursor: string; readonly data: { readonly offerId?: string; readonly entryId?: string } }

const distinct = (values: readonly (string | undefined)[]) => [...new Set(values.filter((one) => one !== undefined))]

/** The customer that the token of role customer is of. */
export const customerOf = (seed: number): string => `fuzz-${seed}-0`

/**
 * Makes some events with people in line and offers, and tells their names: without them every request would be about
 * nothing. Rejects when the product takes none.
 */
export async function prepare(send: Send, seed: number): Promise<Known> {
  const must = async (method: string, path: string, value?: unknown, type = 'application/json') => {
    const headers = value === undefined ? {} : { 'content-type': type }
    const body = value === undefined ? null : JSON.stringify(value)
    const ask = () => send({ method, path, headers, body, role: 'service' })
    // 409: who is asked has not heard of the sell-out yet.
    const reply = await untilGood(ask, (one) => one?.status !== 409)
    if (!reply || reply.status >= 300) throw new Error(`${method} ${path} answers ${reply?.status}: ${reply?.text}`)
    return reply.text
  }
  const eventIds = Array.from({ length: EVENTS }, (_, at) => `fuzz-${seed}-${Date.now()}-${at}`)
  const customerIds = Array.from({ length: CUSTOMERS }, (_, at) => `fuzz-${seed}-${at}`)
  // Known by their entries alone, so that nobody makes them leave by name.
  const unnamed = customerIds.slice(0, 2).map((customerId) => `${customerId}-unnamed`)
  const time = new Date().toISOString()
  const publish = (eventId: string, type: string, data: object) =>
    must(
      'POST',
      '/api/events',
      { specversion: '1.0', id: `${type}-${eventId}`, source: '/fuzz', type, time, data: { eventId, ...data } },
      'application/cloudevents+json',
    )
  const feedOf = async (eventId: string): Promise<Line[]> => {
    const feed = await must('GET', `/api/events?eventId=${eventId}`)
    const lines = feed.split('\n').filter((line) => line !== '')
    return lines.map((line) => JSON.parse(line) as Line)
  }
  const lines: Line[] = []
  for (const eventId of eventIds) {
    const schedule = {
      ...{ organizerId: ORGANIZATION, name: 'An evening', timeZone: 'Europe/Berlin' },
      startsAt: new Date(Date.now() + 1e10).toISOString(),
      ticketTypes: ['A', 'B'].map((id) => ({ id, name: id })),
    }
    await publish(eventId, 'EventScheduled', schedule)
    await publish(eventId, 'TicketsSoldOut', {})
    for (const customerId of [...customerIds, ...unnamed]) {
      const contact = { email: `${customerId}@fuzz.example` }
      await must('POST', '/api/waitlist/join', { eventId, customerId, ticketTypes: ['A'], quantity: 1, contact })
    }
    await publish(eventId, 'RefundIssued', { refundId: 'r1', ticketType: 'A', quantity: 3 })
    const isOffered = (feed: readonly Line[]) => feed.some(({ data }) => data.offerId !== undefined)
    lines.push(...(await untilGood(() => feedOf(eventId), isOffered)))
  }
  return {
    eventId: eventIds,
    customerId: [...customerIds, 'me', 'me', 'me'],
    offerId: distinct(lines.map(({ data }) => data.offerId)),
    entryId: distinct(lines.map(({ data }) => data.entryId)),
    after: lines.slice(0, 50).map(({ feedcursor }) => feedcursor),
    ...{ ticketType: ['A', 'B'], ticketTypes: ['A', 'B'], type: INBOUND, organizerId: [ORGANIZATION] },
    ...{ tier: ['vip', 'standard'], time: [time], specversion: ['1.0'], email: ['kim@fuzz.example'] },
    ...{ phone: ['+4915550123456'], locale: ['en', 'de'], quantity: [1, 2], minQuantity: [1], limit: [1, 5, 100] },
  }
}
