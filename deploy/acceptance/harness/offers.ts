import type { EventData, EventType, Offer } from '@waitlist/contracts'
import type { Customers } from './customers.ts'
import { type FeedEvent, ofType } from './feed.ts'
import type { Answer } from './http.ts'
import { type Message, readOutbox } from './outbox.ts'
import { eventually, present } from './poll.ts'
import type { Product } from './product.ts'
import type { ClaimAnswer } from './shapes.ts'

type MadeOffer = EventData<'OfferMade'>

/** The offers of one event as their holders and the feed show them. */
export type Offers = {
  /** The names of those who were offered tickets, in the feed's order. */
  offered(): Promise<string[]>
  /** Waits for a customer's first (second …) offer. */
  offer(name: string, nth?: number): Promise<MadeOffer>
  /** Waits for an event of a type that fits, for the first one when nothing is asked. */
  event<T extends EventType>(type: T, fits?: (data: EventData<T>) => boolean): Promise<FeedEvent<T>>
  /** Waits for the messages of a customer that were made with a template. */
  messages(name: string, template: string, count?: number): Promise<Message[]>
  /** Waits for the claim token that the holder was sent. */
  token(name: string, offerId: string): Promise<string>
  /** Claims or declines as the holder who has signed in. */
  claim(name: string, offer: Offer): Promise<Answer<ClaimAnswer>>
  decline(name: string, offer: Offer): Promise<Answer<unknown>>
}

export function createOffers(product: Product, customers: Customers, feed: () => Promise<FeedEvent[]>): Offers {
  const made = async () => ofType(await feed(), 'OfferMade').map((event) => event.data as MadeOffer)
  const messages: Offers['messages'] = (name, template, count = 1) =>
    eventually(async () => {
      const addresses = [customers.email(name), customers.phone(name)]
      const sent = await readOutbox(product.dataDir)
      const found = sent.filter((message) => message.template === template && addresses.includes(message.to))
      if (found.length < count) throw new Error(`${name} has ${found.length} messages "${template}", not ${count}`)
      return found
    })
  return {
    messages,
    offered: async () => (await made()).map((offer) => offer.customerId.slice(0, offer.customerId.indexOf('.'))),
    offer: (name, nth = 1) =>
      eventually(async () => {
        const own = (await made()).filter((offer) => offer.customerId === customers.id(name))
        return present(own[nth - 1], `offer ${nth} to ${name}`)
      }),
    event: (type, fits = () => true) =>
      eventually(async () =>
        present(
          ofType(await feed(), type).find((event) => fits(event.data as EventData<typeof type>)),
          `${type} in the feed`,
        ),
      ),
    token: (name, offerId) =>
      eventually(async () => {
        const sent = await messages(name, 'offer')
        return present(sent.find((message) => message.offerId === offerId)?.claimToken, `token of ${offerId}`)
      }),
    claim: (name, { offerId }) => customers.as(name).post(`/api/waitlist/claim/${offerId}`, {}),
    decline: (name, { offerId }) => customers.as(name).post(`/api/waitlist/decline/${offerId}`, {}),
  }
}
