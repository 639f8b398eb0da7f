import type { Ownership } from '@waitlist/bus'
import { type Offer, RefusedError, streamOf } from '@waitlist/contracts'
import type { Writer } from '@waitlist/event-log'
import { type Caller, createOwnedLookup, type ServiceConfig, verifyClaimToken } from '@waitlist/service-kit'
import type { KeepUp, ViewStore } from '@waitlist/views'
import type { Command } from './domain/commands.ts'
import { offerOf } from './domain/holder.ts'
import type { ReleaseState } from './domain/state.ts'
import type { OfferEvent } from './views/offer-events.ts'

/** What the routes of release work with. */
export type ReleaseContext = {
  readonly writer: Writer<ReleaseState, Command>
  readonly config: ServiceConfig
  /** The event that an offer belongs to; undefined when there is no such offer. */
  eventOf(offerId: string): Promise<string | undefined>
}

/** Makes the lookup of an offer's event. */
export function eventLookup(
  offers: ViewStore<OfferEvent>,
  ownership: Pick<Ownership, 'partitions'>,
  keepUp: Pick<KeepUp, 'settled'>,
): ReleaseContext['eventOf'] {
  const find = async (offerId: string) => (await offers.get(offerId))?.eventId
  return createOwnedLookup({ find, ownership, keepUp, what: 'offer' })
}

/** Who asks for an offer: a caller, a claim token, or both; the token decides when there is one. */
export type Holder = { readonly caller: Caller | undefined; readonly claimToken: string | undefined }

/** The offer that a holder (or a service) has a right to, with its stream. Throws WL_ERR_NOT_FOUND for anybody else. */
export async function offerFor(
  { writer, config, eventOf }: ReleaseContext,
  offerId: string,
  { caller, claimToken }: Holder,
): Promise<{ readonly stream: string; readonly offer: Offer }> {
  const eventId = await eventOf(offerId)
  if (eventId === undefined) throw noSuchOffer()
  const stream = streamOf('release', eventId)
  const data = await writer.read(stream, (state) => state.offers.get(offerId)?.data)
  if (!data) throw noSuchOffer()
  const rightful =
    claimToken === undefined
      ? caller?.role === 'service' || caller?.sub === data.customerId
      : verifyClaimToken(config.claimKeys, claimToken, offerId, data.entryId)
  if (!rightful) throw noSuchOffer()
  return { stream, offer: offerOf(data) }
}

function noSuchOffer(): RefusedError {
  return new RefusedError({ code: 'WL_ERR_NOT_FOUND', detail: 'There is no such offer.' })
}
