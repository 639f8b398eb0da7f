import type { RecordedEvent } from '@waitlist/contracts'
import { type Checker, type Violation, violation } from './violation.ts'

type Life = {
  status: 'open' | 'claimed' | 'fulfilled' | 'declined' | 'expired' | 'revoked'
  entryId: string
  expiresAt: number
  purchaseBy: number
  late: boolean
}

/** I3 (offers): an entry never has two live offers. */
export const oneLiveOfferPerEntry: Checker = ({ release }) => {
  const live = new Map<string, string>()
  const found: Violation[] = []
  for (const event of release) {
    if (event.type === 'OfferMade') {
      const other = live.get(event.data.entryId)
      if (other !== undefined) found.push(violation('I3', `${event.data.entryId} has the live offer ${other}`, event))
      live.set(event.data.entryId, event.data.offerId)
    } else if (ENDINGS.has(event.type)) {
      const { entryId, offerId } = event.data as { entryId: string; offerId: string }
      if (live.get(entryId) === offerId) live.delete(entryId)
    }
  }
  return found
}

/** I3 (offers): an offer is to an entry that there is, of a type and a quantity that it wants. */
export const offersFitTheirEntries: Checker = ({ waitlist, release }) => {
  const entries = new Map(
    waitlist.flatMap((event) => (event.type === 'WaitlistJoined' ? [[event.data.entryId, event.data] as const] : [])),
  )
  return release.flatMap((event) => {
    if (event.type !== 'OfferMade') return []
    const { entryId, customerId, ticketType, quantity } = event.data
    const entry = entries.get(entryId)
    const fits =
      entry?.customerId === customerId &&
      entry.ticketTypes.includes(ticketType) &&
      quantity >= entry.minQuantity &&
      quantity <= entry.quantity
    return fits ? [] : [violation('I3', `${quantity} ${ticketType} do not fit ${entryId} of ${customerId}`, event)]
  })
}

const ENDINGS: ReadonlySet<string> = new Set(['OfferFulfilled', 'OfferDeclined', 'OfferExpired', 'OfferRevoked'])

/** I8: claim and expiry exclude each other: one outcome per offer, claimed before expiresAt, expired at or after it. */
export const claimAndExpiryExclude: Checker = ({ release }) => {
  const offers = new Map<string, Life>()
  return release.flatMap((event) => {
    if (event.type === 'OfferMade') {
      const { offerId, entryId, expiresAt } = event.data
      const repeated = offers.has(offerId)
      offers.set(offerId, { status: 'open', entryId, expiresAt: Date.parse(expiresAt), purchaseBy: 0, late: false })
      return repeated ? [violation('I8', `${offerId} was made twice`, event)] : []
    }
    const offer = offers.get((event.data as { offerId?: string }).offerId ?? '')
    return offer ? step(offer, event) : []
  })
}

function step(offer: Life, event: RecordedEvent): Violation[] {
  const live = offer.status === 'open' || offer.status === 'claimed'
  const wrong = (what: string) => [violation('I8', `${what}; the offer is ${offer.status}`, event)]
  switch (event.type) {
    case 'OfferClaimed': {
      const found = offer.status === 'open' ? [] : wrong('claimed twice or after its end')
      if (event.time >= offer.expiresAt) found.push(...wrong('claimed when it had run out'))
      offer.status = 'claimed'
      offer.purchaseBy = Date.parse(event.data.purchaseBy ?? '')
      return found
    }
    case 'OfferExpired': {
      const { reason } = event.data
      const found = live ? [] : wrong('expired after its end')
      if (reason === 'unclaimed' && (offer.status !== 'open' || event.time < offer.expiresAt))
        found.push(...wrong('lapsed too early'))
      if (reason === 'not-purchased' && (offer.status !== 'claimed' || event.time < offer.purchaseBy))
        found.push(...wrong('lapsed too early'))
      offer.status = 'expired'
      return found
    }
    case 'OfferFulfilled':
    case 'OfferDeclined':
    case 'OfferRevoked': {
      const found = live ? [] : wrong('ended twice')
      offer.status = event.data.status
      return found
    }
    case 'PurchaseCameLate': {
      const found =
        live || offer.status === 'fulfilled' || offer.late
          ? wrong('a purchase came late to an offer that it cannot')
          : []
      offer.late = true
      return found
    }
    default:
      return []
  }
}
