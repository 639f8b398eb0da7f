const MOST_FORMATS = 200
const formats = new Map<string, Intl.DateTimeFormat>()

/**
 * A moment (ms) in the words of a locale, with the zone it is in: "Friday, 7 August 2026 at 18:30 UTC". What this Node
 * does not know falls back, the locale to English and the zone to UTC.
 */
export function deadlineText(at: number, locale: string, timeZone: string | undefined): string {
  return formatOf(locale, timeZone ?? 'UTC').format(at)
}

/** Formats are dear to make and there may be any number of locales. */
function formatOf(locale: string, timeZone: string): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone}`
  const known = formats.get(key)
  if (known) return known
  if (formats.size >= MOST_FORMATS) formats.clear()
  const format = makeFormat(locale, timeZone)
  formats.set(key, format)
  return format
}

function makeFormat(locale: string, timeZone: string): Intl.DateTimeFormat {
  const options: Intl.DateTimeFormatOptions = {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  }
  const locales = isKnown(locale, (name) => Intl.DateTimeFormat.supportedLocalesOf(name).length > 0) ? locale : 'en'
  const zone = isKnown(timeZone, (name) => Boolean(new Intl.DateTimeFormat('en', { timeZone: name })))
    ? timeZone
    : 'UTC'
  return new Intl.DateTimeFormat(locales, { ...options, timeZone: zone })
}

/** Intl throws at names that are not even of the right form. */
function isKnown(name: string, check: (name: string) => boolean): boolean {
  try {
    return check(name)
  } catch {
    return false
  }
}
