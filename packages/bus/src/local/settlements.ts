import type { Clock, EventLog, PlacedEvent } from '@waitlist/event-log'

/** How long an answer waits for what it caused, at most (design 5). */
const LONGEST_WAIT_MS = 250
const PAGE = 1_000

/** What the awaited groups are asked. Positions are those of the log. */
export type Progress = {
  /** The newest position there is. */
  head(): number
  /** All of them have handled everything up to here, except what is set aside for another try. */
  floor(): number
  /** Whether an event of this correlation id is set aside. */
  aside(correlationId: string): boolean
}

/** Lets callers wait until everything that carries their correlation id has been handled. */
export interface Settlements {
  settled(correlationId: string): Promise<void>
  /** An awaited group has got further and has handled these; what they caused is in the log by now. */
  handled(placed: readonly PlacedEvent[]): void
  /** Lets everybody go. */
  close(): void
}

type Waiter = {
  readonly correlationId: string
  readonly deadline: number
  readonly resolve: () => void
  /** The position that all have to reach: no event that is known to carry the correlation id is beyond it. */
  target: number
  /** How far the log must have been looked through before the target can be believed. */
  lookUpTo: number
}

/**
 * Waits for positions, not for the head: a waiter begins with the head at its call (its own commit is before that), and
 * whenever a group has handled an event of its id, the log is looked through for what the handler committed under that
 * id. Events of others, however many, do not move the target. While anybody waits, an event costs two map lookups.
 */
export function createSettlements(log: Pick<EventLog, 'readAll'>, clock: Clock, progress: Progress): Settlements {
  // In the order of the calls, so of the deadlines.
  const waiters = new Set<Waiter>()
  const byCorrelation = new Map<string, Waiter[]>()
  let lookedUpTo = 0
  let lookUpTo = 0
  let looking = false
  let closed = false
  let cancelTimer: (() => void) | undefined

  const waitersFor = (correlationId = '') => byCorrelation.get(correlationId) ?? []

  function letGo(waiter: Waiter): void {
    waiters.delete(waiter)
    const others = waitersFor(waiter.correlationId).filter((other) => other !== waiter)
    if (others.length > 0) byCorrelation.set(waiter.correlationId, others)
    else byCorrelation.delete(waiter.correlationId)
    waiter.resolve()
  }

  function letGoOfSettled(): void {
    const floor = progress.floor()
    for (const waiter of waiters) {
      const reached = waiter.target <= floor && waiter.lookUpTo <= lookedUpTo
      if (reached && !progress.aside(waiter.correlationId)) letGo(waiter)
    }
  }

  /** One timer for all of them: the waits are equally long, so the oldest ends first. */
  function armTimer(ms: number): void {
    cancelTimer = clock.after(ms, () => {
      cancelTimer = undefined
      for (const waiter of waiters) {
        if (waiter.deadline > clock.now()) return armTimer(waiter.deadline - clock.now())
        letGo(waiter)
      }
    })
  }

  async function lookThroughLog(): Promise<void> {
    looking = true
    while (lookedUpTo < lookUpTo) {
      const head = progress.head()
      const page = await log.readAll(lookedUpTo, PAGE).catch(() => undefined)
      for (const { position, event } of page ?? []) {
        lookedUpTo = position
        for (const waiter of waitersFor(event.correlationId)) waiter.target = Math.max(waiter.target, position)
      }
      // When the log cannot be read, the head is beyond whatever is there.
      if (page === undefined) for (const waiter of waiters) waiter.target = head
      if (page === undefined || page.length < PAGE) lookedUpTo = Math.max(lookedUpTo, head)
    }
    looking = false
    letGoOfSettled()
  }

  return {
    settled(correlationId) {
      const target = progress.head()
      if (closed || (target <= progress.floor() && !progress.aside(correlationId))) return Promise.resolve()
      if (waiters.size === 0) lookedUpTo = target
      return new Promise((resolve) => {
        const waiter = { correlationId, deadline: clock.now() + LONGEST_WAIT_MS, resolve, target, lookUpTo: 0 }
        waiters.add(waiter)
        byCorrelation.set(correlationId, [...waitersFor(correlationId), waiter])
        if (!cancelTimer) armTimer(LONGEST_WAIT_MS)
      })
    },
    handled(placed) {
      if (waiters.size === 0) return
      for (const { event } of placed) {
        for (const waiter of waitersFor(event.correlationId)) lookUpTo = waiter.lookUpTo = progress.head()
      }
      if (lookedUpTo < lookUpTo && !looking) void lookThroughLog()
      letGoOfSettled()
    },
    close() {
      closed = true
      cancelTimer?.()
      for (const waiter of waiters) letGo(waiter)
    },
  }
}
