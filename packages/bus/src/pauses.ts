import type { Clock } from '@waitlist/event-log'

/** Waits that can be cut short all together. */
export type Pauses = {
  /** Resolves after so many ms with true, or with false as soon as the pauses are closed. */
  pause(ms: number): Promise<boolean>
  close(): void
}

export function createPauses(clock: Clock): Pauses {
  const waiting = new Set<() => void>()
  let closed = false
  return {
    pause(ms) {
      if (closed) return Promise.resolve(false)
      return new Promise((resolve) => {
        const cut = () => {
          cancel()
          resolve(false)
        }
        const cancel = clock.after(ms, () => {
          waiting.delete(cut)
          resolve(true)
        })
        waiting.add(cut)
      })
    },
    close() {
      closed = true
      for (const cut of waiting) cut()
      waiting.clear()
    },
  }
}
