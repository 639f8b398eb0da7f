/** The only source of time and timers, so that tests can hold both. */
export interface Clock {
  /** Now, in ms since 1970. */
  now(): number
  /** Calls back once after so many ms; the result cancels it. Never keeps the process alive. */
  after(ms: number, call: () => void): () => void
}

const LONGEST_TIMER_MS = 2_000_000_000

export const systemClock: Clock = {
  now: Date.now,
  after(ms, call) {
    const timer = setTimeout(call, Math.min(Math.max(ms, 0), LONGEST_TIMER_MS))
    timer.unref()
    return () => clearTimeout(timer)
  },
}

/** Resolves after so many ms of a clock. */
export function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(ms, resolve)
  })
}

/** Resolves or rejects with a work, or resolves after so many ms of a clock when that takes longer; the work goes on. */
export function atMost(clock: Clock, ms: number, work: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, resolve)
    work.then(
      () => {
        cancel()
        resolve()
      },
      (error) => {
        cancel()
        reject(error)
      },
    )
  })
}
