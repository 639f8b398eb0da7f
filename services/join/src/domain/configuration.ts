import {
  type DefaultSources,
  type DomainEvent,
  type EventData,
  type SettingSource,
  Settings,
  type Settings as SettingsInForce,
  type SettingsInput,
} from '@waitlist/contracts'
import type { Waitlist } from '@waitlist/line'

type Configured = EventData<'WaitlistConfigured'>

const NAMES = Object.keys(Settings.properties) as (keyof SettingsInForce)[]

/** The settings that an event has of its own; the others follow the defaults whenever the list is configured anew. */
export function ownSettings(waitlist: Waitlist): SettingsInput {
  const configuration = waitlist.configuration
  if (!configuration) return {}
  return Object.fromEntries(configuration.explicit.map((name) => [name, configuration[name as keyof Configured]]))
}

/** The defaults of the day, and who made those that are not built in. */
export type WithDefaults = { readonly defaults: SettingsInForce; readonly sources?: DefaultSources | undefined }

/** The event that records all settings in force: the own ones over the defaults. */
export function configured(
  waitlist: Waitlist,
  own: SettingsInput,
  { defaults, sources }: WithDefaults,
  context: Pick<Configured, 'organizerId' | 'schedule' | 'scheduledAt'>,
): DomainEvent<'WaitlistConfigured'> {
  const inForce = Object.fromEntries(
    NAMES.map((name) => [name, name in own ? own[name] : defaults[name]]),
  ) as SettingsInForce
  const { organizerId, schedule, scheduledAt } = context
  const made = Object.entries(sources ?? {}).filter(([name]) => !(name in own))
  const data: Configured = {
    ...inForce,
    eventId: waitlist.eventId,
    explicit: Object.keys(own).sort(),
    ...(made.length === 0 ? {} : { sources: Object.fromEntries(made) }),
    ...(organizerId === undefined ? {} : { organizerId }),
    ...(schedule === undefined ? {} : { schedule }),
    ...(scheduledAt === undefined ? {} : { scheduledAt }),
  }
  return { type: 'WaitlistConfigured', data }
}

/** Who configured and what was scheduled so far: what a new WaitlistConfigured carries on. */
export function contextOf(waitlist: Waitlist): Pick<Configured, 'organizerId' | 'schedule' | 'scheduledAt'> {
  return waitlist.configuration ?? {}
}

/** Where each value in force comes from; a list that nobody configured follows the defaults of the day. */
export function sourcesOf(
  waitlist: Waitlist,
  today: DefaultSources = {},
): Record<keyof SettingsInForce, SettingSource> {
  const own = new Set(waitlist.configuration?.explicit)
  const recorded = waitlist.configuration ? waitlist.configuration.sources : today
  const sourceOf = (name: keyof SettingsInForce): SettingSource =>
    own.has(name) ? 'event' : (recorded?.[name] ?? 'default')
  return Object.fromEntries(NAMES.map((name) => [name, sourceOf(name)])) as Record<keyof SettingsInForce, SettingSource>
}
