import type { Settings } from '@waitlist/contracts'
import { freeSince } from './ages.ts'
import { offerable, type Pool } from './pool.ts'
import type { ReleaseState } from './state.ts'
import { windowMs } from './windows.ts'

type Rules = Pick<Settings, 'fit' | 'autoRelease'>

/**
 * How many of the tickets that may be offered are held for nobody any more: under `accumulate` each is held for so long
 * since it came free, and then goes to whoever it fits. `now` in ms.
 */
export function looseTickets(pool: Pool, { fit, autoRelease }: Rules, now: number): number {
  if (fit.kind !== 'accumulate') return 0
  // Those that wait for an organizer count as the oldest, so that none is let go before its time.
  const waiting = pool.free - offerable(pool, autoRelease)
  return Math.max(0, freeSince(pool.ages, now - windowMs(fit.hold)) - waiting)
}

/** When the next ticket that may be offered is held no longer, in ms; Infinity when none is. */
export function nextLooseAt(state: ReleaseState, { fit, autoRelease }: Rules, now: number): number {
  if (fit.kind !== 'accumulate') return Number.POSITIVE_INFINITY
  const hold = windowMs(fit.hold)
  const moments = [...state.pools.values()].flatMap((pool) =>
    offerable(pool, autoRelease) > 0 ? pool.ages.map(({ at }) => at + hold).filter((at) => at > now) : [],
  )
  return Math.min(...moments)
}
