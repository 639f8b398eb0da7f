import { randomUUID } from 'node:crypto'
import type { Product } from '../product.ts'
import { ORGANIZATION, openSale, type Sale } from '../sale.ts'

/** What a request is about: an event, a customer of it, the offer that customer has, and an entry that waits. */
export type Target = {
  readonly organization: string
  readonly eventId: string
  readonly customerId: string
  readonly entryId: string
  readonly waitingId: string
  readonly offerId: string
  readonly claimToken: string
}

export const RIVAL = 'rival'

/** Whose each thing is, seen from the customer and the organizer of the first one. */
export const relations = ['own', 'another customer', 'another organizer'] as const
export type Relation = (typeof relations)[number]

async function targetOf(sale: Sale, organization: string, name: string): Promise<Target> {
  const { offerId, entryId, customerId } = await sale.offer(name)
  const claimToken = await sale.token(name, offerId)
  const { entryId: waitingId } = await sale.until('eve', 'waiting')
  return { organization, eventId: sale.eventId, customerId, entryId, waitingId, offerId, claimToken }
}

/** One customer of one event of an organization, with an open offer, and one who waits behind. */
export async function newTarget(product: Product, relation: Relation): Promise<Target> {
  const organization = relation === 'another organizer' ? RIVAL : ORGANIZATION
  const sale = await openSale(product, { organization })
  await sale.join('ann', 'eve')
  await sale.refund()
  return targetOf(sale, organization, 'ann')
}

export type Targets = Readonly<Record<Relation, Target>>

/** Two customers of one event, and one of another organizer's. */
export async function newTargets(
  product: Product,
): Promise<{ readonly sales: readonly Sale[]; readonly targets: Targets }> {
  const [mine, theirs] = [await openSale(product), await openSale(product, { organization: RIVAL })]
  await mine.join('ann', 'zoe', 'eve')
  await mine.refund(2)
  await theirs.join('kay', 'eve')
  await theirs.refund()
  const targets = {
    own: await targetOf(mine, ORGANIZATION, 'ann'),
    'another customer': await targetOf(mine, ORGANIZATION, 'zoe'),
    'another organizer': await targetOf(theirs, RIVAL, 'kay'),
  }
  return { sales: [mine, theirs], targets }
}

/** What nobody ever heard of. */
export function nowhere(): Target {
  const name = randomUUID().slice(0, 13)
  const id = 'a'.repeat(26)
  return {
    ...{ organization: ORGANIZATION, eventId: `evt-${name}`, customerId: `nobody.${name}` },
    ...{ entryId: `ent_${id}`, waitingId: `ent_${id}`, offerId: `off_${id}`, claimToken: 'k1.nothing' },
  }
}
