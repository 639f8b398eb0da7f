import type { Clock } from '@waitlist/event-log'

/** Looks now and then whether what ought to be always busy has done anything. */
export interface VitalSigns {
  /** It has. */
  seen(): void
  start(): void
  close(): void
}

const LOOK_EVERY_MS = 10_000
const MOST_SILENT_LOOKS = 6

/**
 * Calls back once when there was no sign for about a minute. It counts looks, not time, so that a process that itself
 * stood still for long is not taken for a dead consumer.
 */
export function createVitalSigns(clock: Clock, onSilence: () => void): VitalSigns {
  let silentLooks = 0
  let cancel: (() => void) | undefined

  function look(): void {
    silentLooks += 1
    if (silentLooks > MOST_SILENT_LOOKS) onSilence()
    else cancel = clock.after(LOOK_EVERY_MS, look)
  }

  return {
    seen() {
      silentLooks = 0
    },
    start() {
      cancel = clock.after(LOOK_EVERY_MS, look)
    },
    close: () => cancel?.(),
  }
}
