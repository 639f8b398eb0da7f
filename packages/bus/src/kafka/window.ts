import type { Clock } from '@waitlist/event-log'

/** What a group has been given and has not ended yet: so much at most, whatever the handlers wait for. */
export interface Window {
  opened(): void
  ended(): void
  /** Resolves when there is room for more, beating the heart meanwhile; rejects as the heart does. */
  room(heartbeat: () => Promise<void>, isWanted: () => boolean): Promise<void>
  /** Wakes those who wait for room, to see whether they still want it. */
  wake(): void
}

/** With so many records not ended yet, a group takes no more. */
const MOST_OPEN = 1_000

export function createWindow(clock: Clock, heartbeatMs: number): Window {
  let open = 0
  let changed = Promise.withResolvers<void>()
  let beating: Promise<void> | undefined

  /** Resolves with the next beat, the same for all who wait. */
  function beat(): Promise<void> {
    beating ??= new Promise((resolve) => {
      clock.after(heartbeatMs, () => {
        beating = undefined
        resolve()
      })
    })
    return beating
  }

  function wake(): void {
    changed.resolve()
    changed = Promise.withResolvers()
  }

  return {
    opened() {
      open += 1
    },
    ended() {
      open -= 1
      wake()
    },
    async room(heartbeat, isWanted) {
      while (open >= MOST_OPEN && isWanted()) {
        await Promise.race([changed.promise, beat()])
        await heartbeat()
      }
    },
    wake,
  }
}
