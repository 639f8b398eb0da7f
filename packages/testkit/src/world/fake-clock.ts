import type { Clock } from '@waitlist/event-log'

type Timer = { readonly at: number; readonly call: () => void }

/** A clock that stands still until it is told to go on; timers fire on the way, in their order. */
export type FakeClock = Clock & {
  /** Goes on by so many ms. */
  advance(ms: number): void
  /** How many ms until the next timer; undefined when there is none. */
  untilNext(): number | undefined
}

export function createFakeClock(start = Date.parse('2027-06-01T12:00:00.000Z')): FakeClock {
  let now = start
  const timers = new Set<Timer>()
  const soonest = () => [...timers].reduce<Timer | undefined>((a, b) => (a && a.at <= b.at ? a : b), undefined)
  return {
    now: () => now,
    after(ms, call) {
      const timer = { at: now + Math.max(0, ms), call }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    advance(ms) {
      const until = now + ms
      for (let timer = soonest(); timer && timer.at <= until; timer = soonest()) {
        timers.delete(timer)
        now = Math.max(now, timer.at)
        timer.call()
      }
      now = until
    },
    untilNext() {
      const timer = soonest()
      return timer && Math.max(0, timer.at - now)
    },
  }
}
