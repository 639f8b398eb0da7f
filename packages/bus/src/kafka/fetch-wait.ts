import type { Clock } from '@waitlist/event-log'

/** What goes over the same connection as a fetch, such as a commit, waits for as long as the fetch does. */
const BUSY_MS = 200
/** A fetch ends at once when records come: with none about, a longer one costs nobody anything and saves half a core. */
const IDLE_MS = 500
/** After the last record commits follow, and usually more records. */
const BUSY_FOR_MS = 2_000

/** How long the fetches of a consumer may wait for records. All times are in ms. */
export type FetchWait = {
  /** Records came. */
  seen(): void
  longest(): number
}

export function createFetchWait(clock: Clock): FetchWait {
  let busyUntil = clock.now() + BUSY_FOR_MS
  return {
    seen() {
      busyUntil = clock.now() + BUSY_FOR_MS
    },
    longest: () => (clock.now() < busyUntil ? BUSY_MS : IDLE_MS),
  }
}
