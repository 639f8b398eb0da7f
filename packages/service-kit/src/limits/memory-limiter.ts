import type { Clock } from '@waitlist/event-log'
import { aheadAfter, takenAt, US } from './gcra.ts'
import type { Limit, RateLimiter, Taken } from './limiter.ts'

/** Counts in this process: a number for each key that took something lately. */
export interface MemoryLimiter extends RateLimiter {
  take(key: string, cost: number, limit: Limit): Taken
  /** How many keys it remembers. */
  readonly size: number
}

export function createMemoryLimiter(clock: Clock): MemoryLimiter {
  // Keys that were not used for a whole window have everything back: they go with the older of two maps, all at once.
  let current = new Map<string, number>()
  let previous = new Map<string, number>()
  let longestMs = 0
  let turnedAt = clock.now()

  function turn(now: number): void {
    if (now >= turnedAt && now - turnedAt < longestMs) return
    previous = now - turnedAt < 2 * longestMs ? current : new Map()
    current = new Map()
    turnedAt = now
  }

  return {
    get size() {
      return current.size + previous.size
    },
    take(key, cost, limit) {
      const now = clock.now()
      if (limit.windowMs > longestMs) longestMs = limit.windowMs
      turn(now)
      const nowUs = now * US
      const ahead = aheadAfter((current.get(key) ?? previous.get(key) ?? nowUs) - nowUs, cost, limit)
      const taken = takenAt(ahead, cost, limit)
      if (taken.ok) current.set(key, nowUs + ahead)
      return taken
    },
  }
}
