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
const DAY_MS = 86_400_000

/** The durations among the settings: the shortest in ms, the longest in days. */
const DURATIONS = {
  notificationWindow: [1, 366],
  purchaseWindow: [1, 366],
  purchaseGrace: [0, 366],
  batchInterval: [1, 366],
  retention: [0, 3660],
} as const

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
  for (const [name, [least, days]] of Object.entries(DURATIONS)) {
    const text = input[name as keyof typeof DURATIONS]
    if (text === undefined || text === null) continue
    const ms = durationMs(text)
    if (ms === undefined || ms < least || ms > days * DAY_MS) {
      const detail = `must be a duration of at most ${days} days, such as "24 hours" or "PT24H"`
      errors.push({ pointer: `/${name}`, detail })
    }
  }
  const ids = (input.ticketTypes ?? []).map((type) => type.id)
  ids.forEach((id, index) => {
    if (ids.indexOf(id) < index) errors.push({ pointer: `/ticketTypes/${index}/id`, detail: `"${id}" is named twice` })
  })
  return errors
}
