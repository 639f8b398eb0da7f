import { type EventData, type InboundType, type RecordedEvent, randomId } from '@waitlist/contracts'
import { signClaimToken } from '@waitlist/service-kit'
import type { Clients } from './clients.ts'
import type { Random } from './random.ts'
import type { World } from './world.ts'
import { worldConfig } from './world-config.ts'

export const EVENT = 'concert'
const TYPES = ['A', 'B'] as const
const FITS = [{ kind: 'skip' }, { kind: 'strict' }, { kind: 'accumulate', tickets: 3, hold: '3 minutes' }] as const
const TIERS = ['vip', 'loyalty', 'standard'] as const
const service = { sub: 'ticketing', role: 'service' } as const

type Act = readonly [weight: number, act: () => Promise<void> | void]

/** What a run may do besides the usual. */
export type Spice = { readonly crashes: boolean; readonly strict: boolean; readonly endings: boolean }

/** Random customers, organizers and ticketing services, who act on one event, a step at a time. */
export function createScenario(world: World, clients: Clients, random: Random, spice: Spice) {
  let inbound = 0
  const customer = () => `c${random.below(9)}`
  const released = () => world.member('release').storage.placed.map(({ event }) => event)

  function publish<T extends InboundType>(type: T, data: EventData<T>, age = 0): Promise<unknown> {
    inbound += 1
    const time = world.clock.now() - age
    const event = {
      id: `in-${inbound}`,
      source: '/ticketing',
      type,
      schema: 1,
      time,
      data,
      correlationId: `in-${inbound}`,
    }
    return world.bus.publish([event as Parameters<typeof world.bus.publish>[0][number]])
  }

  function someOffer(): EventData<'OfferMade'> | undefined {
    const offers = released().filter((event): event is RecordedEvent<'OfferMade'> => event.type === 'OfferMade')
    // Mostly the newest ones, which are still open.
    const recent = random.percent(80) ? offers.slice(-4) : offers
    return recent.length === 0 ? undefined : random.pick(recent).data
  }

  const settings = (body: object) =>
    clients.call('join', 'patchSettings', { params: { eventId: EVENT }, body, caller: service })

  const acts: Act[] = [
    [22, join],
    [
      6,
      () => clients.call('join', 'leaveWaitlist', { params: { customerId: customer() }, query: {}, caller: service }),
    ],
    [5, move],
    [3, remove],
    [16, refund],
    [8, () => release('new')],
    [3, () => release('pool')],
    [8, claim],
    [4, claimTooLate],
    [3, decline],
    [8, purchase],
    [3, abandon],
    [10, () => world.clock.advance(random.pick([1, 1000, 30_000, 330_000, 610_000]))],
    [2, () => settings({ pause: { joining: random.percent(30), offering: random.percent(30) } })],
    [2, () => settings({ maxSize: 1 + random.below(6) })],
    [2, () => settings({ keepPool: random.percent(20), onExpiry: random.pick(['remove', 'back']) })],
    [2, reconfigure],
    [spice.endings ? 1 : 0, () => settings({ status: random.pick(['open', 'closed']) })],
    [spice.endings ? 0.3 : 0, () => void publish('EventCancelled', { eventId: EVENT })],
    [spice.crashes ? 4 : 0, () => random.pick(world.members).kill()],
  ]

  function join(): void {
    const quantity = 1 + random.below(3)
    const ticketTypes = random.pick([['A'], ['B'], ['A', 'B'], ['B', 'A']])
    const minQuantity = random.percent(30) ? 1 + random.below(quantity) : undefined
    const body = {
      eventId: EVENT,
      customerId: customer(),
      ticketTypes,
      quantity,
      contact: { email: 'c@example.com' },
      tier: random.pick(TIERS),
    }
    clients.call('join', 'joinWaitlist', {
      body: minQuantity === undefined ? body : { ...body, minQuantity },
      caller: service,
    })
  }

  /** Mostly of who joined lately, and may be waiting. */
  function someEntry(): string | undefined {
    const joined = clients.joins()
    return joined.length === 0 ? undefined : random.pick(random.percent(80) ? joined.slice(-6) : joined).entryId
  }

  function move(): void {
    const entryId = someEntry()
    const to = random.pick(['top', 'end', 1 + random.below(6)] as const)
    const body = { to, reason: 'a promise' }
    if (entryId) clients.call('join', 'moveEntry', { params: { entryId }, body, caller: service })
  }

  function remove(): void {
    const entryId = someEntry()
    const body = { reason: 'a resale' }
    if (entryId) clients.call('join', 'removeEntry', { params: { entryId }, body, caller: service })
  }

  async function refund(): Promise<void> {
    const data = {
      refundId: `r${random.below(40)}`,
      eventId: EVENT,
      ticketType: random.pick(TYPES),
      quantity: 1 + random.below(3),
    }
    // Some happened before the sell-out, and are never ours.
    await publish('RefundIssued', data, random.percent(10) ? 3_600_000 : 0)
    if (random.percent(20)) await publish('RefundIssued', data)
  }

  function release(from: 'new' | 'pool'): void {
    const batches = random.percent(30) ? { batchSize: 1 + random.below(2), batchInterval: '20 seconds' } : {}
    const body = { ticketType: random.pick(TYPES), quantity: 1 + random.below(4), from, ...batches }
    clients.call('release', 'releaseTickets', {
      params: { eventId: EVENT },
      body,
      caller: service,
      key: `release-${random.below(50)}`,
    })
  }

  function claim(): void {
    const offer = someOffer()
    if (!offer) return
    const other = random.percent(15) ? someOffer() : undefined
    const { offerId, entryId } = other ?? offer
    const claimToken = signClaimToken(worldConfig.claimKeys, offerId, entryId)
    clients.call('release', 'claimOffer', { params: { offerId: offer.offerId }, claimToken })
  }

  /** The window ends while the claim is on its way, before anybody has noticed. */
  async function claimTooLate(): Promise<void> {
    const offer = someOffer()
    if (!offer) return
    const claimToken = signClaimToken(worldConfig.claimKeys, offer.offerId, offer.entryId)
    clients.call('release', 'claimOffer', { params: { offerId: offer.offerId }, claimToken })
    for (let steps = random.below(8); steps > 0; steps -= 1) await world.step()
    world.clock.advance(Math.max(0, Date.parse(offer.expiresAt) - world.clock.now()))
  }

  function decline(): void {
    const offer = someOffer()
    if (!offer) return
    const caller = { sub: offer.customerId, role: 'customer' } as const
    clients.call('release', 'declineOffer', { params: { offerId: offer.offerId }, caller })
  }

  async function purchase(): Promise<void> {
    const offer = someOffer()
    if (!offer) return
    const { offerId, customerId } = offer
    await publish('PurchaseCompleted', {
      offerId,
      eventId: EVENT,
      customerId,
      quantity: 1 + random.below(offer.quantity),
    })
  }

  async function abandon(): Promise<void> {
    const offerId = someOffer()?.offerId ?? randomId('off', EVENT)
    await publish('PurchaseAbandoned', { offerId, eventId: EVENT })
  }

  function reconfigure(): void {
    const policy = random.pick([{ kind: 'fcfs' }, { kind: 'priority', tiers: TIERS }])
    settings(spice.strict ? { policy, fit: random.pick(FITS) } : { policy })
  }

  const total = acts.reduce((sum, [weight]) => sum + weight, 0)
  return {
    /** The event sells out, now and then told of only later. */
    begin: () => publish('TicketsSoldOut', { eventId: EVENT, ticketTypes: [...TYPES] }),
    async act(): Promise<void> {
      let at = random.next() * total
      for (const [weight, act] of acts) {
        at -= weight
        if (at < 0) return act()
      }
    },
  }
}
