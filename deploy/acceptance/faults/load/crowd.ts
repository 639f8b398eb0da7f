import { randomUUID } from 'node:crypto'
import type { Offer } from '@waitlist/contracts'
import { inbound, SINGLE } from '../../harness/inbound.ts'
import type { Sale } from '../../harness/sale.ts'
import type { ClaimAnswer, Entry, Intake, Left } from '../../harness/shapes.ts'
import { type Answered, untilAnswered } from './until-answered.ts'

/** What clients of one event were told, to be held against what the logs say. */
export type Told = {
  readonly joins: readonly Answered<Entry>[]
  readonly leaves: readonly Answered<Left>[]
  readonly claims: readonly { readonly offerId: string; readonly customerId: string; readonly status: number }[]
  /** The refunds that were taken, by id, with the quantity of each. */
  readonly refunds: ReadonlyMap<string, number>
  /** The offers that were paid for, as ticketing was told that they were heard. */
  readonly purchases: ReadonlySet<string>
}

/** Clients of one event that ask until they are answered and remember what they heard. Everything throws on a surprise. */
export type Crowd = {
  readonly told: Told
  join(name: string): Promise<Entry>
  leave(name: string): Promise<void>
  refund(quantity?: number): Promise<void>
  /** The holder claims; gives the status, which is 200 or, when the offer has ended, 409. */
  claim(offer: Offer): Promise<number>
  purchase(offer: Offer): Promise<void>
}

const surprise = (what: string, { answer }: Answered<unknown>) =>
  new Error(`${what} gets ${answer.status}: ${answer.text}`)

/** The clients go on asking until the test is `over`. */
export function createCrowd(sale: Sale, over: AbortSignal): Crowd {
  const { eventId, service, product } = sale
  const joins: Answered<Entry>[] = []
  const leaves: Answered<Left>[] = []
  const claims: { offerId: string; customerId: string; status: number }[] = []
  const refunds = new Map<string, number>()
  const purchases = new Set<string>()

  /** The same event until somebody has it for certain. */
  async function publish(event: ReturnType<typeof inbound>): Promise<void> {
    const ask = () => service.send<Intake>('POST', '/api/events', { body: event, headers: SINGLE })
    const heard = await untilAnswered(`POST /api/events ${event.type}`, over, ask)
    const status = heard.answer.body?.results?.[0]?.status
    if (status !== 'accepted' && status !== 'duplicate') throw surprise(event.type, heard)
  }

  return {
    told: { joins, leaves, claims, refunds, purchases },
    async join(name) {
      const heard = await untilAnswered(`join ${name}`, over, () => sale.tryJoin(name))
      const { status, body } = heard.answer
      // 200: it was asked twice, here or by the gateway, and the first time was heard too.
      if (status !== 201 && status !== 200) throw surprise(`join ${name}`, heard)
      joins.push(heard)
      return body
    },
    async leave(name) {
      const headers = { 'idempotency-key': randomUUID() }
      const heard = await untilAnswered(`leave ${name}`, over, () => sale.leave(name, headers))
      if (heard.answer.status === 200) leaves.push(heard)
      // Who asks again has left already.
      else if (heard.answer.status !== 404 && heard.answer.status !== 409) throw surprise(`leave ${name}`, heard)
    },
    async refund(quantity = 1) {
      const refundId = `refund-${randomUUID()}`
      await publish(inbound('RefundIssued', { eventId, refundId, ticketType: 'A', quantity }))
      refunds.set(refundId, quantity)
    },
    async claim({ offerId, customerId }) {
      const caller = product.as({ sub: customerId, role: 'customer' })
      const ask = () => caller.post<ClaimAnswer>(`/api/waitlist/claim/${offerId}`, {})
      const heard = await untilAnswered(`claim ${offerId}`, over, ask)
      const { status } = heard.answer
      if (status !== 200 && status !== 409) throw surprise(`claim ${offerId}`, heard)
      claims.push({ offerId, customerId, status })
      return status
    },
    async purchase({ offerId, customerId, quantity }) {
      await publish(inbound('PurchaseCompleted', { eventId, offerId, customerId, quantity }))
      purchases.add(offerId)
    },
  }
}
