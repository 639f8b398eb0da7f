import type { Clock } from '../clock.ts'

/** Numbers that say in which order documents were written: by the clock, and never below one that was seen. */
export type Stamps = {
  next(): number
  /** Another one was met: those to come are above it. */
  seen(stamp: number): void
}

const PER_MS = 1000

export function createStamps(clock: Clock): Stamps {
  let last = 0
  return {
    next() {
      last = Math.max(last + 1, clock.now() * PER_MS)
      return last
    },
    seen(stamp) {
      last = Math.max(last, stamp)
    },
  }
}
