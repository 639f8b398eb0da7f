const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/**
 * The durations that we take, as a regular expression: one number and a unit, or ISO 8601 in days and smaller. Every
 * unit has so few digits that a moment plus a duration is always a moment, and no fraction is finer than a millisecond.
 */
export const DURATION_PATTERN = `^(${[
  '\\d{1,12}\\s*(ms|milliseconds?)',
  '\\d{1,9}(\\.\\d{1,3})?\\s*(s|secs?|seconds?)',
  '\\d{1,7}(\\.\\d{1,3})?\\s*(m|mins?|minutes?)',
  '\\d{1,5}(\\.\\d{1,3})?\\s*(h|hours?)',
  '\\d{1,4}(\\.\\d{1,3})?\\s*(d|days?)',
  'P(?!$)(\\d{1,4}D)?(T(?=\\d)(\\d{1,5}H)?(\\d{1,7}M)?(\\d{1,9}(\\.\\d{1,3})?S)?)?',
].join('|')})$`

const DURATION = new RegExp(DURATION_PATTERN)

/** Milliseconds of a duration such as "24 hours", "90 minutes", "2d" or "PT24H"; undefined when it is none. */
export function durationMs(text: string): number | undefined {
  if (!DURATION.test(text)) return undefined
  let sum = 0
  for (const [, amount, name] of text.toLowerCase().matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)/g)) {
    sum += Number(amount) * unitOf(name as string)
  }
  return Math.round(sum)
}

function unitOf(name: string): number {
  const unit = name.startsWith('milli') ? 'ms' : (UNITS[name] ?? name[0])
  return typeof unit === 'number' ? unit : (UNITS[unit as string] as number)
}
