import type { Bus, Ownership } from '@waitlist/bus'
import type { DefaultSources, Settings } from '@waitlist/contracts'
import type { Clock, EventLog, Logger } from '@waitlist/event-log'
import type { PeopleStore, Views } from '@waitlist/views'
import type { ClaimKeys } from './claim-token.ts'
import type { RouteImplementation } from './implement.ts'

/** Whether a service can do its work now, and what it says about it. */
export type Health = { readonly ok: boolean; readonly detail: string }

/** What a composition root gives back: routes to be served, and a life between start and close. */
export type Service = {
  readonly name: string
  readonly routes: readonly RouteImplementation[]
  /** Resolves when the service can answer. */
  start(): Promise<void>
  /** Takes nothing more, finishes what it has, lets go of everything it holds. May be called without a start. */
  close(): Promise<void>
  ready(): Health
}

/** What a service is told: resolved and checked, secrets included. Nothing of it changes while the process lives. */
export type ServiceConfig = {
  /** The settings of an event that says nothing itself. */
  readonly defaults: Settings
  /** Who made those that are not built in; nobody when absent. */
  readonly defaultSources?: DefaultSources
  /** Where customers reach us, without a slash at the end. */
  readonly publicUrl: string
  readonly claimKeys: ClaimKeys
  /** The keys of what is stored of people and of requests, as `peopleKeysFrom` of views reads them. */
  readonly peopleKey: string
  /** The folder that messages are written to where no provider is set up. */
  readonly outboxDir: string
  /** The language of those who name none. */
  readonly locale: string
}

/** Everything outside that a service works with. Only the files that start a process choose the drivers. */
export type Drivers = {
  readonly log: EventLog
  readonly bus: Bus
  readonly ownership: Ownership
  /** How often (ms) to look for what other processes of the service left to do; not at all where there are none. */
  readonly lookEvery?: number
  readonly views: Views
  readonly people: PeopleStore
  readonly clock: Clock
  readonly logger: Logger
  readonly config: ServiceConfig
}
