import type { Message } from '../channels/notice-channel.ts'
import type { EventContext } from '../domain/context.ts'
import type { Notice } from '../domain/plan.ts'
import { deadlineText } from './deadline.ts'
import { emailForm, smsForm } from './forms.ts'
import { type Facts, ownLetter, ownMessage } from './own-letter.ts'
import { type OfferFacts, offer as offerLetter } from './templates/offer.ts'
import { templates } from './templates.ts'

export type ComposeOptions = {
  /** Where customers reach us, without a slash at the end. */
  readonly publicUrl: string
  /** Makes the token that opens an offer of an entry. */
  readonly signClaim: (offerId: string, entryId: string) => string
}

/**
 * Writes a notice's message to an address. Undefined when there is nothing to write: no such template here, or an offer
 * that is not there any more.
 */
export function compose(
  notice: Notice,
  to: string,
  context: EventContext,
  options: ComposeOptions,
): Message | undefined {
  const { channel, template, locale, offerId } = notice
  const event = onOneLine(context.configuration?.schedule?.name ?? context.eventId)
  const claim = template === 'offer' ? claimOf(notice, context, options) : undefined
  const ours = claim ? offerLetter({ event, ...claim }) : templates[template]?.(event)
  const own = ownMessage(context.configuration?.templates ?? [], template, locale)
  const letter = ours && own ? ownLetter(own, ours, { event, ...(claim && claimFacts(claim)) }) : ours
  return (
    letter && {
      to,
      channel,
      template,
      locale,
      ...(channel === 'email' ? emailForm(letter) : smsForm(letter)),
      ...(offerId === undefined ? {} : { offerId }),
      ...(claim ? { claimUrl: claim.claimUrl, claimToken: claim.claimToken } : {}),
    }
  )
}

/** The places of an offer's own message, by their names there. */
function claimFacts({ tickets, deadline, claimUrl }: Omit<OfferFacts, 'event'>): Facts {
  return { tickets, deadline, link: claimUrl }
}

/** What the holder of a live offer has to know. */
function claimOf({ offerId, entryId, locale }: Notice, context: EventContext, options: ComposeOptions) {
  const offer = offerId === undefined ? undefined : context.offers.get(offerId)
  if (offerId === undefined || entryId === undefined || !offer) return undefined
  const claimToken = options.signClaim(offerId, entryId)
  return {
    tickets: `${offer.quantity} x ${ticketName(context, offer.ticketType)}`,
    deadline: deadlineText(offer.endsAt, locale, context.configuration?.schedule?.timeZone),
    claimToken,
    claimUrl: `${options.publicUrl}/claim/${offerId}#${claimToken}`,
  }
}

function ticketName({ configuration }: EventContext, ticketType: string): string {
  const named = [...(configuration?.schedule?.ticketTypes ?? []), ...(configuration?.ticketTypes ?? [])]
  return onOneLine(named.find(({ id }) => id === ticketType)?.name ?? ticketType)
}

/** Names come from outside: a line break in one must not make a header or a paragraph. */
function onOneLine(text: string): string {
  return text.replace(/[\p{Cc}\s]+/gu, ' ').trim()
}
