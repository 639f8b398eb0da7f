import type {
  Answers,
  Channel,
  ConsentPatch,
  DefaultSources,
  EventData,
  FitPatch,
  MoveTarget,
  PolicyPatch,
  Settings,
  SettingsInput,
} from '@waitlist/contracts'
import type { Actor } from '@waitlist/line'
import type { OfferStep } from './state.ts'

/** A customer takes a place in the line. Which channels have an address is the people store's matter. */
export type Join = {
  readonly type: 'Join'
  readonly actor: Actor
  readonly entryId: string
  readonly customerId: string
  readonly ticketTypes: readonly string[]
  readonly quantity: number
  readonly minQuantity: number
  readonly tier: string
  readonly channels: readonly Channel[]
  /** Where the event asks for one entry per address: the marks that the book of addresses gives. */
  readonly addressMarks?: readonly string[] | undefined
  readonly locale: string
  /** To the event's form; undefined when there are none. They are judged here and kept with the people. */
  readonly answers?: Answers | undefined
  readonly defaults: Settings
}

/** A customer gives up the active place. */
export type Leave = {
  readonly type: 'Leave'
  readonly actor: Actor
  readonly customerId: string
  readonly defaults: Settings
}

/** An organizer gives a waiting entry another place. `actor.sub` goes on record. */
export type Move = {
  readonly type: 'Move'
  readonly actor: Actor & { readonly sub: string }
  readonly entryId: string
  readonly to: MoveTarget
  readonly reason: string
}

/** An organizer takes an active entry out. `actor.sub` goes on record. */
export type Remove = {
  readonly type: 'Remove'
  readonly actor: Actor & { readonly sub: string }
  readonly entryId: string
  readonly reason: string
}

/** Settings by name; a merge may give a policy, a fit or a consent in part. */
export type ConfigureInput = Omit<SettingsInput, 'policy' | 'fit' | 'consent'> & {
  readonly policy?: SettingsInput['policy'] | PolicyPatch
  readonly fit?: SettingsInput['fit'] | FitPatch
  readonly consent?: SettingsInput['consent'] | ConsentPatch
}

/** An organizer or service sets rules, opens, closes or pauses. `reset` names settings that go back to the default. */
export type Configure = {
  readonly type: 'Configure'
  readonly actor: Actor
  readonly mode: 'replace' | 'merge'
  readonly input: ConfigureInput
  readonly reset: readonly string[]
  readonly status?: 'open' | 'closed' | undefined
  readonly pause?: { readonly joining?: boolean | undefined; readonly offering?: boolean | undefined } | undefined
  readonly defaults: Settings
  readonly sources?: DefaultSources | undefined
}

/** TicketsSoldOut came; `time` (ms) says when it happened. */
export type SellOut = {
  readonly type: 'SellOut'
  readonly ticketTypes: readonly string[]
  readonly time: number
  readonly defaults: Settings
  readonly sources?: DefaultSources | undefined
}

/** EventScheduled came; the latest `time` (ms) wins. */
export type TakeSchedule = {
  readonly type: 'TakeSchedule'
  readonly schedule: NonNullable<EventData<'WaitlistConfigured'>['schedule']>
  readonly time: number
  readonly defaults: Settings
  readonly sources?: DefaultSources | undefined
}

/** EventCancelled came. */
export type Cancel = { readonly type: 'Cancel' }

/** Owed work: answer the oldest unanswered step of an offer. */
export type Settle = { readonly type: 'Settle'; readonly step: OfferStep }

/** Owed work: end waiting entries of a list that is over, so many at a time. */
export type EndWaiting = { readonly type: 'EndWaiting'; readonly status: 'left' | 'lapsed' }

/** Owed work: the event starts, the list closes. */
export type CloseAtStart = { readonly type: 'CloseAtStart' }

/** Owed work: the time for which people are kept after the event is over. */
export type ForgetPeople = { readonly type: 'ForgetPeople' }

/** Owed work: tell release that nobody takes the tickets it asked about. */
export type ReportEmpty = { readonly type: 'ReportEmpty'; readonly ticketType: string; readonly releaseVersion: number }

export type Command =
  | Join
  | Leave
  | Move
  | Remove
  | Configure
  | SellOut
  | TakeSchedule
  | Cancel
  | Settle
  | EndWaiting
  | CloseAtStart
  | ForgetPeople
  | ReportEmpty
