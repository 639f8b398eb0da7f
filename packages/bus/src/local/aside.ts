import type { PlacedEvent } from '@waitlist/event-log'
import type { Rest } from '../tries.ts'

/** Events of a group that wait for another try while the others go on. */
export interface Aside {
  readonly size: number
  /** The lowest position among them: a checkpoint must stay before it. */
  oldest(): number | undefined
  has(correlationId: string): boolean
  /** Adds an event, in ascending order of position; calls back when it has been handled or parked. */
  add(placed: PlacedEvent, rest: Rest, onEnd: () => void): void
  /** Resolves when the next of them ends. */
  anyEnded(): Promise<unknown>
  /** Resolves when all of them have, handled or not. */
  allEnded(): Promise<unknown>
}

export function createAside(): Aside {
  const waiting = new Map<number, { readonly correlationId: string | undefined; readonly ended: Promise<void> }>()
  let nextEnd = Promise.withResolvers<void>()
  return {
    get size() {
      return waiting.size
    },
    oldest: () => waiting.keys().next().value,
    has(correlationId) {
      for (const event of waiting.values()) if (event.correlationId === correlationId) return true
      return false
    },
    add({ position, event }, rest, onEnd) {
      const ended = rest.outcome.then((outcome) => {
        nextEnd.resolve()
        nextEnd = Promise.withResolvers()
        // What was abandoned stays, so that the checkpoint stays before it.
        if (outcome === 'abandoned') return
        waiting.delete(position)
        onEnd()
      })
      waiting.set(position, { correlationId: event.correlationId, ended })
    },
    anyEnded: () => nextEnd.promise,
    allEnded: () => Promise.all([...waiting.values()].map(({ ended }) => ended)),
  }
}
