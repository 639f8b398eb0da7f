import type { RecordedEvent } from '@waitlist/contracts'
import { type Checker, type Violation, violation } from './violation.ts'

/** I20: when everything was delivered and nothing is due, the two streams tell one story (design 4.4). */
export const oneStoryAtRest: Checker = ({ waitlist, release }) => {
  const found: Violation[] = []
  const entries = new Map<string, string>()
  for (const event of waitlist) {
    if (event.type === 'WaitlistJoined') entries.set(event.data.entryId, 'waiting')
    if (event.type === 'WaitlistLeft') entries.set(event.data.entryId, 'left')
    if (event.type === 'EntrySettled') entries.set(event.data.entryId, event.data.status)
  }
  const offers = new Map<string, { entryId: string; status: string }>()
  for (const event of release) {
    const step = offerStep(event)
    if (step) offers.set(step.offerId, step)
  }
  for (const [offerId, { entryId, status }] of offers) {
    const entry = entries.get(entryId)
    const wrong = (expected: string) =>
      found.push(violation('I20', `${offerId} is ${status}, its entry is ${entry} and not ${expected}`))
    if (status === 'open' && entry !== 'offered') wrong('offered')
    if (status === 'claimed' && entry !== 'claimed') wrong('claimed')
    if (status === 'bought' && entry !== 'purchased') wrong('purchased')
  }
  const live = new Set(
    [...offers.values()]
      .filter(({ status }) => status === 'open' || status === 'claimed')
      .map(({ entryId }) => entryId),
  )
  for (const [entryId, status] of entries) {
    if ((status === 'offered' || status === 'claimed') && !live.has(entryId)) {
      found.push(violation('I20', `${entryId} is ${status} without a live offer`))
    }
  }
  return found
}

function offerStep(event: RecordedEvent): { offerId: string; entryId: string; status: string } | undefined {
  switch (event.type) {
    case 'OfferMade':
    case 'OfferClaimed':
    case 'OfferDeclined':
    case 'OfferExpired':
    case 'OfferRevoked':
      return { offerId: event.data.offerId, entryId: event.data.entryId, status: event.data.status }
    case 'OfferFulfilled':
    case 'PurchaseCameLate':
      return { offerId: event.data.offerId, entryId: event.data.entryId, status: 'bought' }
    default:
      return undefined
  }
}
