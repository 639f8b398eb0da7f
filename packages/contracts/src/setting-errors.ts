import { durationMs } from './durations.ts'
import { templateErrors } from './message-template.ts'
import type { FieldError } from './problems.ts'
import type { Settings, SettingsInput } from './settings.ts'

const DAY_MS = 86_400_000

/** The durations among the settings: the shortest in ms, the longest in days. */
const DURATIONS = {
  notificationWindow: [1, 366],
  purchaseWindow: [1, 366],
  purchaseGrace: [0, 366],
  batchInterval: [1, 366],
  retention: [0, 3660],
} as const

/**
 * What the shapes cannot say of settings: that durations are durations, and which settings need or exclude each other.
 * One error per field.
 * @param own the settings that the event, or whoever makes the defaults, has of its own
 * @param inForce what these come to with the defaults
 * @param asked the settings that are being changed: only these are held against those they do not go with
 */
export function settingsErrors(
  own: SettingsInput,
  inForce: Settings,
  asked: readonly string[] = Object.keys(own),
): FieldError[] {
  return [
    ...durations(own),
    ...ticketTypes(own),
    ...batches(own, inForce, asked),
    ...accumulation(inForce, asked),
    ...fields(own),
    ...templateErrors(own.templates ?? []),
  ]
}

function durations(own: SettingsInput): FieldError[] {
  const plain = Object.entries(DURATIONS).flatMap(([name, [least, days]]) =>
    wrongDuration(`/${name}`, own[name as keyof typeof DURATIONS], least, days),
  )
  return own.fit?.kind === 'accumulate' ? [...plain, ...wrongDuration('/fit/hold', own.fit.hold, 1, 366)] : plain
}

function wrongDuration(pointer: string, text: string | null | undefined, least: number, days: number): FieldError[] {
  if (text === undefined || text === null) return []
  const ms = durationMs(text)
  if (ms !== undefined && ms >= least && ms <= days * DAY_MS) return []
  return [{ pointer, detail: `must be a duration of at most ${days} days, such as "24 hours" or "PT24H"` }]
}

function ticketTypes({ ticketTypes = [] }: SettingsInput): FieldError[] {
  return repeated(ticketTypes.map(({ id }) => id)).map(([index, id]) => ({
    pointer: `/ticketTypes/${index}/id`,
    detail: `"${id}" is named twice`,
  }))
}

/** Batches need an interval between them, and an interval is between batches. */
function batches(own: SettingsInput, { batchSize, batchInterval }: Settings, asked: readonly string[]): FieldError[] {
  if (!asked.includes('batchSize') && !asked.includes('batchInterval')) return []
  if (own.batchSize && batchInterval === null) {
    return [{ pointer: '/batchInterval', detail: 'is required with batchSize, such as "15 minutes"' }]
  }
  if (own.batchInterval && batchSize === null) {
    return [{ pointer: '/batchSize', detail: 'is required with batchInterval: an interval is between batches' }]
  }
  return []
}

/** Nobody can want more than the largest quantity, so no more can be held for anybody. */
function accumulation({ fit, maxQuantity }: Settings, asked: readonly string[]): FieldError[] {
  if (fit.kind !== 'accumulate' || fit.tickets <= maxQuantity) return []
  if (asked.includes('fit')) {
    return [{ pointer: '/fit/tickets', detail: `must not be more than maxQuantity, which is ${maxQuantity}` }]
  }
  return asked.includes('maxQuantity')
    ? [{ pointer: '/maxQuantity', detail: `must not be less than the tickets of fit, which are ${fit.tickets}` }]
    : []
}

function fields({ form = [] }: SettingsInput): FieldError[] {
  const twice = repeated(form.map(({ name }) => name)).map(([index, name]) => ({
    pointer: `/form/${index}/name`,
    detail: `"${name}" is named twice`,
  }))
  const options = form.flatMap(({ kind, options }, index) => {
    const pointer = `/form/${index}/options`
    if (kind === 'choice' && options === undefined) return [{ pointer, detail: 'is required for a choice' }]
    return kind !== 'choice' && options !== undefined ? [{ pointer, detail: 'is for a choice only' }] : []
  })
  return [...twice, ...options]
}

/** The names that were there before, each with its place. */
function repeated(names: readonly string[]): (readonly [number, string])[] {
  const seen = new Set<string>()
  return names.flatMap((name, index) => (seen.size === seen.add(name).size ? [[index, name] as const] : []))
}
