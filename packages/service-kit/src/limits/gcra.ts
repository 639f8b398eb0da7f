import type { Limit, Taken } from './limiter.ts'

// A key is one moment: when everything that was taken is back (the generic cell rate algorithm). Each unit moves it on by
// its share of the window; what would move it further ahead than the window is not to be had yet. Moments are whole
// microseconds, so that sums of shares are exact.

/** Microseconds in a millisecond. */
export const US = 1000

export function windowOf({ windowMs }: Limit): number {
  return windowMs * US
}

/** What one unit moves the moment on by. */
export function shareOf(limit: Limit): number {
  return Math.floor(windowOf(limit) / limit.count)
}

/** How far ahead (µs) the moment is, or would be, after `cost` more were taken when it was `ahead` of now. */
export function aheadAfter(ahead: number, cost: number, limit: Limit): number {
  // More than a window ahead it can only be when the clock went back.
  return Math.min(Math.max(ahead, 0), windowOf(limit)) + cost * shareOf(limit)
}

/** What a caller is told whose request led, or would have led, so far ahead (µs). */
export function takenAt(ahead: number, cost: number, limit: Limit): Taken {
  const window = windowOf(limit)
  const ok = ahead <= window
  const kept = ok ? ahead : ahead - cost * shareOf(limit)
  return {
    ok,
    remaining: Math.min(limit.count, Math.floor((window - kept) / shareOf(limit))),
    resetSeconds: secondsOf(kept),
    retryAfterSeconds: ok ? 0 : secondsOf(ahead - window),
  }
}

/** Microseconds as whole seconds, a part of one as one. */
function secondsOf(us: number): number {
  return Math.ceil(us / (1000 * US))
}
