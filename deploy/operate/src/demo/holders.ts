import { setTimeout as pause } from 'node:timers/promises'
import type { Offer } from '@waitlist/contracts'
import type { Client } from '../client.ts'
import type { Actors } from './actors.ts'
import { type Plan, wayOf } from './plan.ts'

/** What holders did so far. */
export type Deeds = { offers: number; claims: number; purchases: number; declines: number }

const LOOK_MS = 100

/** Follows the offers of the concert and does with each what its holder would, until the signal; then ends what it began. */
export async function liveAsHolders(
  plan: Plan,
  { service, actors, deeds, until }: { service: Client; actors: Actors; deeds: Deeds; until: AbortSignal },
): Promise<void> {
  const { eventId } = plan
  const underWay = new Set<Promise<void>>()
  const failures: unknown[] = []
  let after: string | undefined

  async function live(offer: Offer): Promise<void> {
    const way = wayOf(plan, offer.customerId)
    if (way === 'decline' && (await actors.decline(offer))) deeds.declines += 1
    if (way === 'decline' || way === 'ignore' || !(await actors.claim(offer))) return
    deeds.claims += 1
    const { offerId, customerId, quantity } = offer
    if (way === 'abandon') await actors.publish('PurchaseAbandoned', { eventId, offerId })
    if (way !== 'buy') return
    await actors.publish('PurchaseCompleted', { eventId, offerId, customerId, quantity })
    deeds.purchases += 1
  }

  while (!until.aborted && failures.length === 0) {
    const page = await service.feed({ eventId, types: 'OfferMade', ...(after !== undefined && { after }) })
    after = page.cursor ?? after
    for (const { data } of page.events) {
      deeds.offers += 1
      const life = live(data as unknown as Offer)
        .catch((error) => void failures.push(error))
        .finally(() => underWay.delete(life))
      underWay.add(life)
    }
    await pause(LOOK_MS)
  }
  await Promise.all(underWay)
  if (failures.length > 0) throw failures[0]
}
