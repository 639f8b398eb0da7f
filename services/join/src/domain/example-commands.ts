import type { DefaultSources, Settings } from '@waitlist/contracts'
import { settingsExample } from '@waitlist/contracts/event-examples'
import { entryOf, eventId, START, scheduled } from '@waitlist/line/example-events'
import { type Specification, specify } from '@waitlist/testkit'
import type { Command, Configure, Join, Leave, Move, Remove, SellOut, TakeSchedule } from './commands.ts'
import { waitlistDecider } from './decide.ts'
import { follow, type JoinState } from './state.ts'

export const defaults: Settings = settingsExample

export const customer = { role: 'customer' } as const
export const service = { role: 'service' } as const
export const organizer = (org?: string) => ({ role: 'organizer', org }) as const

/** The decider of join, at the very beginning of a list. */
export const waitlist = (): Specification<JoinState, Command> =>
  specify(waitlistDecider, `waitlist:${eventId}`, { kind: 'release', follow })

/** Somebody wants a single ticket of type A. */
export const join = (name: string, change: Partial<Join> = {}): Join => ({
  type: 'Join',
  actor: customer,
  entryId: entryOf(name),
  customerId: name,
  ticketTypes: ['A'],
  quantity: 1,
  minQuantity: change.quantity ?? 1,
  tier: 'standard',
  channels: ['email'],
  locale: 'en',
  defaults,
  ...change,
})

export const leave = (customerId: string, change: Partial<Leave> = {}): Leave => ({
  type: 'Leave',
  actor: customer,
  customerId,
  defaults,
  ...change,
})

/** The person olga, of org-7, moves somebody. */
export const move = (name: string, to: Move['to'], change: Partial<Move> = {}): Move => ({
  type: 'Move',
  actor: { ...organizer('org-7'), sub: 'olga' },
  entryId: entryOf(name),
  to,
  reason: 'a promise',
  ...change,
})

/** She takes somebody's entry out. */
export const remove = (name: string, change: Partial<Remove> = {}): Remove => ({
  type: 'Remove',
  actor: { ...organizer('org-7'), sub: 'olga' },
  entryId: entryOf(name),
  reason: 'a resale',
  ...change,
})

/** A PATCH of org-7 that names nothing. */
export const configure = (change: Partial<Configure> = {}): Configure => ({
  type: 'Configure',
  actor: organizer('org-7'),
  mode: 'merge',
  input: {},
  reset: [],
  defaults,
  ...change,
})

/** A sell-out of these types, of all when none is named, at START. */
export const sellOut = (
  ticketTypes: string[] = [],
  time = START,
  own: Partial<Settings> = {},
  sources: DefaultSources = {},
): SellOut => ({
  type: 'SellOut',
  ticketTypes,
  time,
  defaults: { ...defaults, ...own },
  sources,
})

export const takeSchedule = (change: Parameters<typeof scheduled>[0] = {}, time = START): TakeSchedule => ({
  type: 'TakeSchedule',
  schedule: scheduled(change),
  time,
  defaults,
})
