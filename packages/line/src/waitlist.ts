import {
  type Channel,
  type EntryStatus,
  type EventData,
  laterDefaults,
  type RecordedEvent,
  type Settings,
} from '@waitlist/contracts'
import { createLine } from './line.ts'
import type { Line } from './line-types.ts'

/** One customer's place, as the waitlist stream tells it. Moments in ms since 1970. */
export type Entry = {
  readonly entryId: string
  readonly customerId: string
  readonly ticketTypes: readonly string[]
  readonly quantity: number
  readonly minQuantity: number
  readonly tier: string
  readonly joinedAt: number
  readonly channels: readonly Channel[]
  readonly locale: string
  readonly consentVersion: string | undefined
  score: number
  status: EntryStatus
  /** The latest offer made to it, and how many there were. */
  offerId: string | undefined
  offers: number
  endedAt: number | undefined
}

/** What WaitlistConfigured says, complete also where it is older than some settings. */
export type Configuration = EventData<'WaitlistConfigured'> & Settings

/** The waitlist of one event: a fold of the stream waitlist:{eventId}, the same at join and at release. */
export type Waitlist = {
  readonly eventId: string
  /** The version folded last. */
  version: number
  /** The version of the last event that changed the line or the rules, LineFoundEmpty is none. */
  changedAt: number
  /** It was opened at some time. */
  opened: boolean
  closedByOrganizer: boolean
  /** It closed because the event started. */
  started: boolean
  cancelled: boolean
  pause: { readonly joining: boolean; readonly offering: boolean }
  /** When joining began, in ms: for every type, and for single ones; the earlier counts. */
  openedForAll: number | undefined
  readonly openedAt: Map<string, number>
  /** When types sold out that nothing might open the list for then, in ms. They are known, and joining has not begun. */
  readonly noted: Map<string, number>
  configuration: Configuration | undefined
  readonly entries: Map<string, Entry>
  readonly line: Line
  /** No score was ever less, and none was greater. */
  firstScore: number
  lastScore: number
}

const ACTIVE: ReadonlySet<EntryStatus> = new Set(['waiting', 'offered', 'claimed'])

export function createWaitlist(eventId: string): Waitlist {
  return {
    eventId,
    version: 0,
    changedAt: 0,
    opened: false,
    closedByOrganizer: false,
    started: false,
    cancelled: false,
    pause: { joining: false, offering: false },
    openedForAll: undefined,
    openedAt: new Map(),
    noted: new Map(),
    configuration: undefined,
    entries: new Map(),
    line: createLine({ kind: 'fcfs' }, { kind: 'skip' }),
    firstScore: 0,
    lastScore: 0,
  }
}

/** Whether an entry still has a place or an offer: waiting, offered or claimed. */
export function isActive({ status }: Pick<Entry, 'status'>): boolean {
  return ACTIVE.has(status)
}

/** Whether the list takes part in anything now: opened, and neither closed, started nor cancelled. */
export function isOpen(waitlist: Waitlist): boolean {
  return waitlist.opened && !waitlist.closedByOrganizer && !waitlist.started && !waitlist.cancelled
}

/** When joining began for a type, in ms; undefined while it has not. A refund belongs to the list from then on. */
export function openedAtOf(waitlist: Waitlist, ticketType: string): number | undefined {
  const own = waitlist.openedAt.get(ticketType)
  const all = waitlist.openedForAll
  return own === undefined ? all : all === undefined ? own : Math.min(own, all)
}

/** Known types are the scheduled, the sold out and the configured ones; where none is known, any is accepted. */
export function isKnownType(waitlist: Waitlist, ticketType: string): boolean {
  const named = [
    ...(waitlist.configuration?.ticketTypes ?? []),
    ...(waitlist.configuration?.schedule?.ticketTypes ?? []),
  ]
  const { openedAt, noted } = waitlist
  if (named.length === 0 && openedAt.size === 0 && noted.size === 0) return true
  return openedAt.has(ticketType) || noted.has(ticketType) || named.some((type) => type.id === ticketType)
}

/** When sale ends, in ms: salesEndAt, else startsAt; Infinity when nothing is scheduled. */
export function saleEndOf(waitlist: Waitlist): number {
  const schedule = waitlist.configuration?.schedule
  return schedule ? Date.parse(schedule.salesEndAt ?? schedule.startsAt) : Number.POSITIVE_INFINITY
}

/** When the event starts, in ms; Infinity when nothing is scheduled. */
export function startOf(waitlist: Waitlist): number {
  const schedule = waitlist.configuration?.schedule
  return schedule ? Date.parse(schedule.startsAt) : Number.POSITIVE_INFINITY
}

/** The settings in force: those recorded when the list opened or was configured, else the defaults. */
export function settingsOf(waitlist: Waitlist, defaults: Settings): Settings {
  return waitlist.configuration ?? defaults
}

/** Applies one event of the stream; changes the waitlist in place. Events come contiguously, each once. */
export function evolveWaitlist(waitlist: Waitlist, event: RecordedEvent): Waitlist {
  waitlist.version = event.version
  if (event.type !== 'LineFoundEmpty') waitlist.changedAt = event.version
  switch (event.type) {
    case 'WaitlistOpened':
      return open(waitlist, event.data)
    case 'SellOutNoted':
      for (const type of event.data.ticketTypes) keepEarliest(waitlist.noted, type, Date.parse(event.data.soldOutAt))
      return waitlist
    case 'WaitlistConfigured':
      waitlist.configuration = { ...laterDefaults, ...event.data }
      waitlist.line.configure(event.data.policy, event.data.fit)
      return waitlist
    case 'WaitlistPaused':
      waitlist.pause = { joining: event.data.joining, offering: event.data.offering }
      return waitlist
    case 'WaitlistClosed':
      if (event.data.reason === 'started') waitlist.started = true
      else waitlist.closedByOrganizer = true
      return waitlist
    case 'WaitlistCancelled':
      waitlist.cancelled = true
      return waitlist
    case 'WaitlistJoined':
      return join(waitlist, event.data)
    case 'EntryMoved':
      return move(waitlist, event.data)
    case 'WaitlistLeft':
      return settle(waitlist, event.data.entryId, 'left', event.time)
    case 'EntrySettled':
      return settle(waitlist, event.data.entryId, event.data.status, event.time, event.data.score, event.data.offerId)
    default:
      return waitlist
  }
}

function open(waitlist: Waitlist, { ticketTypes, openedAt }: EventData<'WaitlistOpened'>): Waitlist {
  const at = Date.parse(openedAt)
  if (ticketTypes.length === 0) waitlist.openedForAll = Math.min(at, waitlist.openedForAll ?? at)
  for (const type of ticketTypes) keepEarliest(waitlist.openedAt, type, at)
  waitlist.opened = true
  waitlist.closedByOrganizer = false
  waitlist.started = false
  return waitlist
}

function keepEarliest(moments: Map<string, number>, ticketType: string, at: number): void {
  moments.set(ticketType, Math.min(at, moments.get(ticketType) ?? at))
}

function join(waitlist: Waitlist, data: EventData<'WaitlistJoined'>): Waitlist {
  const entry: Entry = {
    entryId: data.entryId,
    customerId: data.customerId,
    ticketTypes: data.ticketTypes,
    quantity: data.quantity,
    minQuantity: data.minQuantity,
    tier: data.tier,
    joinedAt: Date.parse(data.joinedAt),
    channels: data.channels,
    locale: data.locale,
    consentVersion: data.consentVersion,
    score: data.score,
    status: 'waiting',
    offerId: undefined,
    offers: 0,
    endedAt: undefined,
  }
  waitlist.entries.set(entry.entryId, entry)
  keepBounds(waitlist, data.score)
  waitlist.line.put(entry)
  return waitlist
}

/** An entry that is out of the line, because release has offered it tickets meanwhile, has the place when it comes back. */
function move(waitlist: Waitlist, { entryId, score }: EventData<'EntryMoved'>): Waitlist {
  const entry = waitlist.entries.get(entryId)
  if (!entry) return waitlist
  entry.score = score
  keepBounds(waitlist, score)
  if (waitlist.line.has(entryId)) waitlist.line.put(entry)
  return waitlist
}

function keepBounds(waitlist: Waitlist, score: number): void {
  waitlist.firstScore = Math.min(waitlist.firstScore, score)
  waitlist.lastScore = Math.max(waitlist.lastScore, score)
}

function settle(
  waitlist: Waitlist,
  entryId: string,
  status: EntryStatus,
  time: number,
  score?: number,
  offerId?: string,
): Waitlist {
  const entry = waitlist.entries.get(entryId)
  if (!entry) return waitlist
  if (offerId !== undefined && status === 'offered') {
    entry.offerId = offerId
    entry.offers += 1
  }
  if (score !== undefined) {
    entry.score = score
    keepBounds(waitlist, score)
  }
  entry.status = status
  entry.endedAt = ACTIVE.has(status) ? undefined : time
  if (status !== 'waiting') waitlist.line.remove(entryId)
  else if (!waitlist.line.has(entryId)) waitlist.line.put(entry)
  return waitlist
}
