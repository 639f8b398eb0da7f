import type { DiagLogger } from '@opentelemetry/api'

/** The same trouble is said again after so long, ms. */
const AGAIN_MS = 60_000

/** The SDK says what went wrong as the JSON of an error with its stack; the message is enough. */
function reasonOf(said: string): string {
  try {
    const { message } = JSON.parse(said) as { readonly message?: unknown }
    return typeof message === 'string' ? message : said
  } catch {
    return said
  }
}

/** Says what the SDK has trouble with, each trouble at most once a minute: a collector may be away for hours. */
export function createTroubles(say: (fields: object, message: string) => void, now: () => number): DiagLogger {
  const saidAt = new Map<string, number>()
  const trouble = (said: string) => {
    const reason = reasonOf(said)
    const moment = now()
    if (moment - (saidAt.get(reason) ?? Number.NEGATIVE_INFINITY) < AGAIN_MS) return
    saidAt.set(reason, moment)
    say({ reason }, 'telemetry is lost')
  }
  const nothing = () => {}
  return { error: trouble, warn: trouble, info: nothing, debug: nothing, verbose: nothing }
}
