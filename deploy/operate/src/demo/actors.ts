import { randomUUID } from 'node:crypto'
import type { EventData, InboundType, Offer } from '@waitlist/contracts'
import type { Client } from '../client.ts'
import { patiently } from '../patiently.ts'
import { type Plan, TICKET_TYPES, TIERS, type Wish } from './plan.ts'

type Claimed = { readonly offer: Offer }

/** Everybody who asks something of the product: ticketing, the organizer, and the customers with tokens of their own. */
export type Actors = {
  publish<T extends InboundType>(type: T, ...data: readonly EventData<T>[]): Promise<void>
  schedule(): Promise<void>
  join(wish: Wish): Promise<void>
  release(): Promise<string>
  /** Resolves with whether the product took it: an offer may have ended meanwhile. */
  claim(offer: Offer): Promise<boolean>
  decline(offer: Offer): Promise<boolean>
}

const WEEK_MS = 7 * 86_400_000
const BATCH = 'application/cloudevents-batch+json'

export function createActors(plan: Plan, service: Client, customer: (sub: string) => Promise<Client>): Actors {
  const { eventId } = plan

  const publish: Actors['publish'] = async (type, ...data) => {
    const time = new Date().toISOString()
    const body = data.map((one) => ({ specversion: '1.0', id: randomUUID(), source: '/demo', type, time, data: one }))
    const request = { body, headers: { 'content-type': BATCH }, expect: [202] }
    const { results } = await patiently(() =>
      service.send<{ results: readonly { status: string; detail?: string }[] }>('POST', '/api/events', request),
    )
    const refused = results.find(({ status }) => status === 'refused')
    if (refused) throw new Error(`${type} was refused: ${refused.detail}`)
  }

  const act = (verb: 'claim' | 'decline') => async (offer: Offer) => {
    const client = await customer(offer.customerId)
    const request = { body: {}, expect: [200, 404, 409] }
    const path = `/api/waitlist/${verb}/${offer.offerId}`
    const answer = await patiently(() => client.send<Claimed & { readonly code?: string }>('POST', path, request))
    return answer.code === undefined
  }

  return {
    publish,
    async schedule() {
      const ticketTypes = TICKET_TYPES.map((id) => ({ id, name: `${id[0]?.toUpperCase()}${id.slice(1)}` }))
      const startsAt = new Date(Date.now() + WEEK_MS).toISOString()
      const more = { organizerId: 'org-1', name: 'The demo concert', startsAt, timeZone: 'Europe/Berlin' }
      await publish('EventScheduled', { eventId, ...more, ticketTypes })
      const body = {
        policy: { kind: 'priority', tiers: TIERS },
        ...{ notificationWindow: plan.window, purchaseWindow: plan.window, purchaseGrace: '1 second' },
      }
      const request = { body, expect: [200] }
      await patiently(() => service.send('PATCH', `/api/waitlist/settings/${eventId}`, request))
    },
    async join({ customerId, channels, ...wish }) {
      const phone = `+49155${customerId.replaceAll(/\D/g, '').slice(-7).padStart(7, '0')}`
      const contact = { email: `${customerId}@example.com`, ...(channels.includes('sms') && { phone }), channels }
      const body = { eventId, customerId, ...wish, minQuantity: 1, contact }
      await patiently(() => service.send('POST', '/api/waitlist/join', { body, expect: [200, 201] }))
    },
    async release() {
      const { release: quantity, batchSize } = plan
      const body = { ticketType: 'standing', quantity, batchSize, batchInterval: '2 seconds' }
      const headers = { 'idempotency-key': `release-${eventId}` }
      const request = { body, headers, expect: [202] }
      const path = `/api/waitlist/release/${eventId}`
      return (await patiently(() => service.send<{ releaseId: string }>('POST', path, request))).releaseId
    },
    claim: act('claim'),
    decline: act('decline'),
  }
}
