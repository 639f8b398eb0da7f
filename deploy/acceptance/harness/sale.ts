import { randomUUID } from 'node:crypto'
import type { Balance } from '@waitlist/contracts'
import { type Customers, createCustomers } from './customers.ts'
import { type FeedEvent, ofType, readFeed } from './feed.ts'
import type { Answer, Caller, Request } from './http.ts'
import { createOffers, type Offers } from './offers.ts'
import type { Product } from './product.ts'
import type { InForce, Released, Stats } from './shapes.ts'
import { createTicketing, type Ticketing } from './ticketing.ts'

export const ORGANIZATION = 'acme'

type ReleaseRequest = {
  readonly quantity: number
  readonly ticketType?: string
  readonly from?: 'new' | 'pool'
  readonly batchSize?: number
  readonly batchInterval?: string
}

/** One event with everything that happens around it; no two of them meet. */
export type Sale = Ticketing &
  Customers &
  Offers & {
    readonly eventId: string
    readonly product: Product
    readonly organizer: Caller
    readonly service: Caller
    feed(): Promise<FeedEvent[]>
    /** Changes settings (PATCH), which must work; gives what is in force. */
    configure(settings: object): Promise<InForce>
    tryRelease(request: ReleaseRequest, headers?: Request['headers']): Promise<Answer<Released>>
    release(request: ReleaseRequest): Promise<Released>
    stats(): Promise<Stats>
    /** The balance of a pool after the newest event that touched it. */
    balance(ticketType?: string): Promise<Balance>
    /** Resolves when release has handled everything that was published before. Adds one ticket of type B. */
    handled(): Promise<void>
  }

/** What the newest event that touched a pool says of it. */
export function balanceIn(feed: readonly FeedEvent[], pool: string): Balance | undefined {
  const carrier = feed.findLast((event) => 'balance' in event.data && pool in event.data.balance)
  return carrier && 'balance' in carrier.data ? carrier.data.balance[pool] : undefined
}

const NOTHING: Balance = {
  released: 0,
  owed: 0,
  free: 0,
  scheduled: 0,
  open: 0,
  claimed: 0,
  fulfilled: 0,
  returned: 0,
}

export function createSale(
  product: Product,
  eventId = `evt-${randomUUID().slice(0, 13)}`,
  organization = ORGANIZATION,
): Sale {
  const service = product.as({ sub: 'box-office', role: 'service' })
  const organizer = product.as({ sub: 'olga', role: 'organizer', org: organization })
  const feed = () => readFeed(service, { eventId })
  const ticketing = createTicketing(service, eventId, organization)
  const customers = createCustomers(product, eventId)
  const offers = createOffers(product, customers, feed)

  const must = <Body>(answer: Answer<Body>, status: number): Body => {
    if (answer.status !== status) throw new Error(`expected ${status}, got ${answer.status}: ${answer.text}`)
    return answer.body
  }
  const tryRelease: Sale['tryRelease'] = (request, headers = { 'idempotency-key': randomUUID() }) =>
    organizer.post<Released>(`/api/waitlist/release/${eventId}`, { ticketType: 'A', ...request }, headers)
  return {
    ...ticketing,
    ...customers,
    ...offers,
    eventId,
    product,
    organizer,
    service,
    feed,
    tryRelease,
    configure: async (settings) =>
      must(await organizer.patch<InForce>(`/api/waitlist/settings/${eventId}`, settings), 200),
    release: async (request) => must(await tryRelease(request), 202),
    stats: async () => must(await organizer.get<Stats>(`/api/waitlist/stats/${eventId}`), 200),
    balance: async (ticketType = 'A') => balanceIn(await feed(), ticketType) ?? NOTHING,
    async handled() {
      const refundId = await ticketing.refund(1, { ticketType: 'B' })
      await offers.event('TicketsReleased', (lot) => lot.sourceId === refundId)
    },
  }
}

export type Opening = {
  readonly settings?: object
  readonly schedule?: Parameters<Ticketing['schedule']>[0]
  readonly ticketTypes?: readonly string[]
  /** Whose event it is; that of most tests unless said otherwise. */
  readonly organization?: string
}

/** Schedules an event of types A and B, configures it, and tells that it (or the named types) sold out. */
export async function openSale(product: Product, opening: Opening = {}): Promise<Sale> {
  const { settings, schedule, ticketTypes, organization } = opening
  const sale = createSale(product, undefined, organization)
  await sale.schedule(schedule)
  if (settings) await sale.configure(settings)
  await sale.soldOut(ticketTypes)
  await sale.event('WaitlistOpened')
  return sale
}

/** How many events of a type there are in a feed. */
export function countOf(feed: readonly FeedEvent[], type: FeedEvent['type']): number {
  return ofType(feed, type).length
}
