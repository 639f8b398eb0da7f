import type { Balance, EntryStatus, EventType, RecordedEvent, StatsReply } from '@waitlist/contracts'

type OfferType = 'OfferMade' | 'OfferClaimed' | 'OfferFulfilled' | 'OfferDeclined' | 'OfferExpired' | 'OfferRevoked'

const HOUR = 3_600_000
const statuses = ['waiting', 'offered', 'claimed', 'purchased', 'left', 'lapsed'] as const

/** The figures of a day counted again from its events, number by number, each by going through all of them. */
export function recount(events: readonly RecordedEvent[]): Omit<StatsReply, 'waitlist' | 'notices'> {
  const of = <T extends EventType>(...types: T[]) =>
    events.filter(({ type }) => (types as EventType[]).includes(type)) as unknown as RecordedEvent<T>[]
  const joined = of('WaitlistJoined')
  const offerSteps = of('OfferMade', 'OfferClaimed', 'OfferFulfilled', 'PurchaseCameLate')

  /** The statuses that an entry had, with the moment of each. */
  const lifeOf = (entryId: string) =>
    of('WaitlistJoined', 'WaitlistLeft', 'EntrySettled').flatMap(({ type, data, time }) => {
      if (data.entryId !== entryId) return []
      const status: EntryStatus = type === 'WaitlistJoined' ? 'waiting' : type === 'WaitlistLeft' ? 'left' : data.status
      return [{ status, time }]
    })
  const changes = joined.flatMap(({ data }) =>
    lifeOf(data.entryId).filter(({ status }, at, life) => status !== life[at - 1]?.status),
  )

  function entryCounts(some: typeof joined) {
    const last = some.map(({ data }) => lifeOf(data.entryId).at(-1)?.status)
    const counts = statuses.map((status) => [status, last.filter((one) => one === status).length] as const)
    return { joined: some.length, ...(Object.fromEntries(counts) as Record<EntryStatus, number>) }
  }
  const reached = (...types: EventType[]) =>
    new Set(offerSteps.filter(({ type }) => types.includes(type)).map(({ data }) => data.entryId))
  const offered = reached('OfferMade')
  const claimed = reached('OfferClaimed')
  const bought = reached('OfferFulfilled', 'PurchaseCameLate').intersection(claimed)

  const balances: Record<string, Balance> = {}
  for (const { data } of events) if ('balance' in data) Object.assign(balances, data.balance)
  const total = (term: keyof Balance) => Object.values(balances).reduce((sum, balance) => sum + balance[term], 0)

  const resolved = of('OfferFulfilled', 'OfferDeclined', 'OfferExpired', 'OfferRevoked').length
  const purchases = of('OfferFulfilled', 'PurchaseCameLate')
  const rate = (part: number, whole: number) => (whole === 0 ? null : part / whole)
  const seconds = (from: string | undefined, to: number) => (to - Date.parse(from as string)) / 1000
  const spread = (values: number[]) => {
    const sorted = values.toSorted((a, b) => a - b)
    return {
      median: sorted[Math.ceil(sorted.length / 2) - 1] ?? null,
      p90: sorted[Math.ceil(sorted.length * 0.9) - 1] ?? null,
    }
  }

  const hours = [...new Set(events.map(({ time }) => Math.floor(time / HOUR)))].sort()
  const perHour = hours.map((hour) => {
    const within = ({ time }: { time: number }) => Math.floor(time / HOUR) === hour
    const tickets = (type: 'TicketsReleased' | 'TicketsReturnedToPublic') =>
      of(type)
        .filter(within)
        .reduce((sum, { data }) => sum + data.quantity, 0)
    return {
      hour: new Date(hour * HOUR).toISOString(),
      joined: joined.filter(within).length,
      offered: of('OfferMade').filter(within).length,
      claimed: of('OfferClaimed').filter(within).length,
      purchased: purchases.filter(within).length,
      left: changes.filter(({ status }) => status === 'left').filter(within).length,
      lapsed: changes.filter(({ status }) => status === 'lapsed').filter(within).length,
      released: tickets('TicketsReleased'),
      returned: tickets('TicketsReturnedToPublic'),
    }
  })

  const released = of('TicketsReleased', 'ReleaseAdvanced').flatMap((event) => {
    const { releaseId, ticketType } = event.data
    const releasedAt = new Date(event.time).toISOString()
    if (event.type === 'TicketsReleased') {
      return [{ releaseId, ticketType, releasedAt, source: event.data.source, quantity: event.data.quantity }]
    }
    const { plan } = event.data
    return plan?.from === 'pool'
      ? [{ releaseId, ticketType, releasedAt, source: 'release' as const, quantity: plan.quantity }]
      : []
  })

  return {
    eventId: events[0]?.data.eventId as string,
    asOf: new Date(Math.max(...events.map(({ time }) => time))).toISOString(),
    entries: entryCounts(joined),
    tickets: {
      total: {
        ...{ released: total('released'), owed: total('owed'), free: total('free'), scheduled: total('scheduled') },
        ...{
          open: total('open'),
          claimed: total('claimed'),
          fulfilled: total('fulfilled'),
          returned: total('returned'),
        },
      },
      byType: balances,
    },
    conversion: {
      offersResolved: resolved,
      purchaseRate: rate(purchases.length, resolved),
      joinedToOffered: rate(offered.size, joined.length),
      offeredToClaimed: rate(claimed.size, offered.size),
      claimedToPurchased: rate(bought.size, claimed.size),
    },
    times: {
      toOffer: spread(
        [...offered].map((entryId) => {
          const offer = of('OfferMade').find(({ data }) => data.entryId === entryId)
          return seconds(joined.find(({ data }) => data.entryId === entryId)?.data.joinedAt, offer?.time as number)
        }),
      ),
      toClaim: spread(of('OfferClaimed').map(({ data, time }) => seconds(data.offeredAt, time))),
      toPurchase: spread(purchases.map(({ data, time }) => seconds(data.claimedAt ?? data.offeredAt, time))),
    },
    byTicketType: Object.fromEntries(
      [...new Set(joined.flatMap(({ data }) => data.ticketTypes))].map((type) => {
        return [type, entryCounts(joined.filter(({ data }) => data.ticketTypes.includes(type)))]
      }),
    ),
    byTier: Object.fromEntries(
      [...new Set(joined.map(({ data }) => data.tier))].map((tier) => {
        return [tier, entryCounts(joined.filter(({ data }) => data.tier === tier))]
      }),
    ),
    byRelease: released.map((release) => {
      const many = (type: OfferType) => of(type).filter(({ data }) => data.releaseId === release.releaseId).length
      return {
        ...release,
        offers: many('OfferMade'),
        claimed: many('OfferClaimed'),
        fulfilled: many('OfferFulfilled'),
        declined: many('OfferDeclined'),
        expired: many('OfferExpired'),
        revoked: many('OfferRevoked'),
      }
    }),
    perHour: perHour.filter(({ hour: _, ...counts }) => Object.values(counts).some((count) => count > 0)),
  }
}
