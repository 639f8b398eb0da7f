import type { EventData, RecordedEvent, ReleaseType } from '@waitlist/contracts'
import { createWaitlist, type Entry, evolveWaitlist, isActive, type Waitlist } from '@waitlist/line'

/** A step of an offer that join has to answer with EntrySettled, in the order of the release stream. */
export type OfferStep = RecordedEvent<
  | 'OfferMade'
  | 'OfferClaimed'
  | 'OfferFulfilled'
  | 'OfferDeclined'
  | 'OfferExpired'
  | 'OfferRevoked'
  | 'PurchaseCameLate'
>

/** An offer as join knows it from the release stream. Moments in ms. */
export type KnownOffer = Pick<EventData<'OfferMade'>, 'offerId' | 'ticketType' | 'quantity'> & {
  readonly expiresAt: number
  readonly purchaseBy: number | undefined
}

/** What join owns: the waitlist of one event, and what it follows of its release stream. */
export type JoinState = {
  readonly waitlist: Waitlist
  /** The newest entry of each customer, and by id of an entry the one before it of the same customer. */
  readonly newestOf: Map<string, Entry>
  readonly entryBefore: Map<string, Entry>
  /** The newest entry of each mark of an address. */
  readonly marked: Map<string, Entry>
  /** The start (ms) of the event after which its people were forgotten; a later one, of a postponed event, counts anew. */
  forgottenFor: number | undefined
  /** Every entry, in the order of joining. */
  readonly joined: Entry[]
  /** The version of the release stream that the newest EntrySettled answers. */
  settledUpTo: number
  /** The version of the release stream folded last. */
  releaseVersion: number
  /** Steps of offers, oldest first; those before `nextStep` are answered. */
  steps: OfferStep[]
  nextStep: number
  /** Offers that have not ended, by id. */
  readonly offers: Map<string, KnownOffer>
  /** The newest question of release per ticket type that nothing has answered or overtaken. */
  readonly questions: Map<string, RecordedEvent<'TicketsUnwanted'>>
  /** The version of the release stream of the newest question answered, per ticket type. */
  readonly answered: Map<string, number>
}

export function initialJoinState(eventId: string): JoinState {
  return {
    waitlist: createWaitlist(eventId),
    newestOf: new Map(),
    entryBefore: new Map(),
    marked: new Map(),
    forgottenFor: undefined,
    joined: [],
    settledUpTo: 0,
    releaseVersion: 0,
    steps: [],
    nextStep: 0,
    offers: new Map(),
    questions: new Map(),
    answered: new Map(),
  }
}

/** The place of a customer in the line or with an offer, when there is one. */
export function activeEntryOf(state: JoinState, customerId: string): Entry | undefined {
  const entry = newestEntryOf(state, customerId)
  return entry && isActive(entry) ? entry : undefined
}

/** The entry of a customer that began last, ended or not. */
export function newestEntryOf(state: JoinState, customerId: string): Entry | undefined {
  return state.newestOf.get(customerId)
}

/** Every entry of a customer, the newest first. */
export function entriesOf(state: JoinState, customerId: string): Entry[] {
  const entries: Entry[] = []
  let entry = state.newestOf.get(customerId)
  for (; entry !== undefined; entry = state.entryBefore.get(entry.entryId)) entries.push(entry)
  return entries
}

/** Applies an event of the own stream, in place. */
export function evolve(state: JoinState, event: RecordedEvent): JoinState {
  evolveWaitlist(state.waitlist, event)
  if (event.type === 'WaitlistJoined') keepNewest(state, event.data)
  if (event.type === 'PeopleForgotten') state.forgottenFor = Date.parse(event.data.startsAt)
  if (event.type === 'EntrySettled' && event.data.offerId) settledTo(state, versionIn(event.causationId))
  if (event.type === 'LineFoundEmpty') answeredTo(state, event.data.ticketType, event.data.releaseVersion)
  return state
}

function keepNewest(state: JoinState, { customerId, entryId, addressMarks = [] }: EventData<'WaitlistJoined'>): void {
  const before = state.newestOf.get(customerId)
  if (before !== undefined) state.entryBefore.set(entryId, before)
  const entry = state.waitlist.entries.get(entryId) as Entry
  state.newestOf.set(customerId, entry)
  for (const mark of addressMarks) state.marked.set(mark, entry)
  state.joined.push(entry)
}

function settledTo(state: JoinState, version: number): void {
  state.settledUpTo = Math.max(state.settledUpTo, version)
  while ((state.steps[state.nextStep]?.version ?? Number.POSITIVE_INFINITY) <= version) state.nextStep += 1
  if (state.nextStep < 1000 && state.nextStep < state.steps.length) return
  state.steps = state.steps.slice(state.nextStep)
  state.nextStep = 0
}

function answeredTo(state: JoinState, ticketType: string, version: number): void {
  state.answered.set(ticketType, Math.max(version, state.answered.get(ticketType) ?? 0))
  if ((state.questions.get(ticketType)?.version ?? Number.POSITIVE_INFINITY) <= version)
    state.questions.delete(ticketType)
}

/** The version in an event id `stream@version`. */
function versionIn(eventId: string | undefined): number {
  return eventId === undefined ? 0 : Number(eventId.slice(eventId.lastIndexOf('@') + 1))
}

const STEPS: ReadonlySet<string> = new Set<ReleaseType>([
  'OfferMade',
  'OfferClaimed',
  'OfferFulfilled',
  'OfferDeclined',
  'OfferExpired',
  'OfferRevoked',
  'PurchaseCameLate',
])

/** Applies an event of the followed release stream, in place. Events come contiguously, each once. */
export function follow(state: JoinState, event: RecordedEvent): void {
  state.releaseVersion = event.version
  if (isStep(event)) {
    keepOffer(state, event)
    if (event.version > state.settledUpTo) state.steps.push(event)
  }
  if (event.type === 'TicketsUnwanted' && event.version > (state.answered.get(event.data.ticketType) ?? 0)) {
    state.questions.set(event.data.ticketType, event)
  }
  // Tickets that moved on make the question moot; release asks again about what is left.
  if (event.type === 'OfferMade' || event.type === 'TicketsReturnedToPublic')
    state.questions.delete(event.data.ticketType)
}

function isStep(event: RecordedEvent): event is OfferStep {
  return STEPS.has(event.type)
}

function keepOffer(state: JoinState, { type, data }: OfferStep): void {
  if (type !== 'OfferMade' && type !== 'OfferClaimed') {
    state.offers.delete(data.offerId)
    return
  }
  state.offers.set(data.offerId, {
    offerId: data.offerId,
    ticketType: data.ticketType,
    quantity: data.quantity,
    expiresAt: Date.parse(data.expiresAt),
    purchaseBy: data.purchaseBy === undefined ? undefined : Date.parse(data.purchaseBy),
  })
}
