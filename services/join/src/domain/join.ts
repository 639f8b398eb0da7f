import { type EventData, type FieldError, type ProblemCode, refuse } from '@waitlist/contracts'
import type { Decision } from '@waitlist/event-log'
import { type Entry, isActive, isKnownType, mayActOn, openedAtOf, settingsOf } from '@waitlist/line'
import { answerErrors } from './answers.ts'
import type { Join } from './commands.ts'
import { entryReply } from './reply.ts'
import { activeEntryOf, type JoinState } from './state.ts'

const UNANSWERED = 'The answers are not those that the form of the event asks for.'

/** Gives a customer a place at the end of the line, or the place that is there already (design 3.2, 4.1). */
export function join(command: Join, state: JoinState, now: number): Decision {
  const { waitlist } = state
  if (!mayActOn(command.actor, waitlist)) return refuse('WL_ERR_NOT_FOUND', 'There is no such event.')
  if (waitlist.cancelled) return refuse('WL_ERR_CANCELLED', 'The event was cancelled; nobody can join.')
  const taken = samePerson(command, state)
  const active = activeEntryOf(state, command.customerId)
  if (active && taken) return taken
  if (active) return joinAgain(command, active, state, now)
  const refused = wrongWishes(command, state) ?? notJoinable(command, state) ?? taken
  if (refused) return refused
  const { maxSize, consent } = settingsOf(waitlist, command.defaults)
  if (waitlist.line.size >= maxSize) return refuse('WL_ERR_FULL', `The waitlist takes ${maxSize} people and is full.`)
  const data: EventData<'WaitlistJoined'> = {
    entryId: command.entryId,
    eventId: waitlist.eventId,
    customerId: command.customerId,
    ticketTypes: [...command.ticketTypes],
    quantity: command.quantity,
    minQuantity: command.minQuantity,
    tier: command.tier,
    joinedAt: new Date(now).toISOString(),
    score: waitlist.lastScore + 1,
    channels: [...command.channels],
    locale: command.locale,
    ...(command.addressMarks && { addressMarks: [...command.addressMarks] }),
    ...(consent === null ? {} : { consentVersion: consent.version }),
  }
  const receipt = () => {
    const entry = waitlist.entries.get(data.entryId) as Entry
    return { status: 201, entry: entryReply(state, entry, now) }
  }
  return { events: [{ type: 'WaitlistJoined', data }], receipt }
}

/** Somebody else has an active place with an address of this one, where the event asks for one entry per address. */
function samePerson({ addressMarks, customerId, defaults }: Join, { waitlist, marked }: JoinState) {
  if (!settingsOf(waitlist, defaults).oneEntryPerAddress) return undefined
  const holders = (addressMarks ?? []).map((mark) => marked.get(mark))
  return holders.some((holder) => holder && holder.customerId !== customerId && isActive(holder))
    ? refuse('WL_ERR_SAME_PERSON', 'Somebody with this email address or phone number is on the waitlist already.')
    : undefined
}

/** The same wishes get the same entry; an offer that has run out but is not settled yet is worth a second try. */
function joinAgain(command: Join, entry: Entry, state: JoinState, now: number): Decision {
  const offer = entry.offerId === undefined ? undefined : state.offers.get(entry.offerId)
  if (offer && now >= (offer.purchaseBy ?? offer.expiresAt)) {
    return refuse('WL_ERR_SETTLING', 'Your last offer is just ending; try again in a second.')
  }
  const same =
    entry.quantity === command.quantity &&
    entry.minQuantity === command.minQuantity &&
    entry.ticketTypes.length === command.ticketTypes.length &&
    entry.ticketTypes.every((type, index) => type === command.ticketTypes[index])
  if (!same) {
    return refuse(
      'WL_ERR_ALREADY_JOINED',
      `There is an entry ${entry.entryId} with other ticket types or quantities; leave first to change them.`,
    )
  }
  const errors = command.answers === undefined ? [] : formErrors(command, state)
  if (errors.length > 0) return refuse('WL_ERR_VALIDATION', UNANSWERED, errors)
  return { events: [], receipt: { status: 200, entry: entryReply(state, entry, now) } }
}

function formErrors({ answers, defaults }: Join, { waitlist }: JoinState): FieldError[] {
  return answerErrors(settingsOf(waitlist, defaults).form, answers)
}

function wrongWishes(command: Join, state: JoinState): Decision | undefined {
  const { waitlist } = state
  const { maxQuantity } = settingsOf(waitlist, command.defaults)
  const errors = formErrors(command, state)
  const tooMany = `At most ${maxQuantity} tickets can be asked for.`
  if (command.quantity > maxQuantity) errors.unshift({ pointer: '/quantity', detail: tooMany })
  if (errors.length > 0) {
    return refuse('WL_ERR_VALIDATION', command.quantity > maxQuantity ? tooMany : UNANSWERED, errors)
  }
  const unknown: FieldError[] = []
  command.ticketTypes.forEach((type, index) => {
    if (!isKnownType(waitlist, type)) {
      unknown.push({ pointer: `/ticketTypes/${index}`, detail: `The event has no ticket type "${type}".` })
    }
  })
  return unknown.length > 0 ? refuse('WL_ERR_UNKNOWN_TYPE', (unknown[0] as FieldError).detail, unknown) : undefined
}

function notJoinable(command: Join, { waitlist }: JoinState): Decision | undefined {
  const settings = settingsOf(waitlist, command.defaults)
  const closed = (code: ProblemCode, detail: string) => refuse(code, detail)
  if (waitlist.closedByOrganizer) return closed('WL_ERR_CLOSED', 'The organizer closed the waitlist.')
  if (waitlist.started) return closed('WL_ERR_CLOSED', 'The event has started; the waitlist is closed.')
  if (!waitlist.opened) {
    return settings.autoOpen
      ? closed('WL_ERR_NOT_SOLD_OUT', 'The event is not sold out; buy a ticket instead.')
      : closed('WL_ERR_CLOSED', 'The organizer has not opened a waitlist for this event.')
  }
  if (waitlist.pause.joining) return closed('WL_ERR_PAUSED', 'Joining is paused; try again later.')
  const onSale = command.ticketTypes.find((type) => openedAtOf(waitlist, type) === undefined)
  return onSale === undefined
    ? undefined
    : closed('WL_ERR_NOT_SOLD_OUT', `Ticket type "${onSale}" is not sold out; buy a ticket instead.`)
}
