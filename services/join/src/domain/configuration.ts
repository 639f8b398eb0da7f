import {
  type DomainEvent,
  durationMs,
  type EventData,
  type FieldError,
  Settings,
  type Settings as SettingsInForce,
  type SettingsInput,
} from '@waitlist/contracts'
import type { Waitlist } from '@waitlist/line'

type Configured = EventData<'WaitlistConfigured'>

const NAMES = Object.keys(Settings.properties) as (keyof SettingsInForce)[]
const DURATIONS = ['notificationWindow', 'purchaseWindow', 'purchaseGrace', 'batchInterval'] as const
const LONGEST_MS = 366 * 86_400_000

/** The settings that an event has of its own; the others follow the defaults whenever the list is configured anew. */
export function ownSettings(waitlist: Waitlist): SettingsInput {
  const configuration = waitlist.configuration
  if (!configuration) return {}
  return Object.fromEntries(configuration.explicit.map((name) => [name, configuration[name as keyof Configured]]))
}

/** The event that records all settings in force: the own ones over the defaults. */
export function configured(
  waitlist: Waitlist,
  own: SettingsInput,
  defaults: SettingsInForce,
  context: Pick<Configured, 'organizerId' | 'schedule' | 'scheduledAt'>,
): DomainEvent<'WaitlistConfigured'> {
  const inForce = Object.fromEntries(
    NAMES.map((name) => [name, name in own ? own[name] : defaults[name]]),
  ) as SettingsInForce
  const { organizerId, schedule, scheduledAt } = context
  const data: Configured = {
    ...inForce,
    eventId: waitlist.eventId,
    explicit: Object.keys(own).sort(),
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

/** What the shapes cannot say of settings: that durations are durations, and which fields need each other. */
export function settingsErrors(input: SettingsInput): FieldError[] {
  const errors: FieldError[] = []
  for (const name of DURATIONS) {
    const text = input[name]
    if (text === undefined || text === null) continue
    const ms = durationMs(text)
    const least = name === 'purchaseGrace' ? 0 : 1
    if (ms === undefined || ms < least || ms > LONGEST_MS) {
      errors.push({
        pointer: `/${name}`,
        detail: 'must be a duration of at most 366 days, such as "24 hours" or "PT24H"',
      })
    }
  }
  const ids = (input.ticketTypes ?? []).map((type) => type.id)
  ids.forEach((id, index) => {
    if (ids.indexOf(id) < index) errors.push({ pointer: `/ticketTypes/${index}/id`, detail: `"${id}" is named twice` })
  })
  return errors
}
