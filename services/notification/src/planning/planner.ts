import { keyOf, type RecordedEvent } from '@waitlist/contracts'
import type { EventContext } from '../domain/context.ts'
import { giveWay } from '../give-way.ts'
import { catchUp, type PlanningDrivers } from './catch-up.ts'
import { createContexts, isBehind } from './contexts.ts'
import { kindOf } from './next-events.ts'

export type Planner = {
  /** Takes in an event of a followed stream; resolves when everything it calls for is durably planned. */
  handle(event: RecordedEvent): Promise<void>
  /** What is known of an event, up to what the own log holds. For reading at once, not for keeping. */
  look(eventId: string): Promise<EventContext>
  /** Waits for what is under way. */
  close(): Promise<void>
}

/** What is to be done for one event: all that comes while a turn is under way goes into the next one. */
type Lane = { delivered: RecordedEvent[]; waiting: PromiseWithResolvers<EventContext>[]; urgent: boolean }

/** Contexts are kept for so many entries, some 25 bytes each; the others are folded again from the log when needed. */
const MOST_MEMBERS = 4_000_000

/** So many rounds of its loop the process has to itself before confirmations are written: a join is answered first. */
const PAUSE_ROUNDS = 32

/** Plans notices event by event: one turn at a time for each, in as few writes as it can. */
export function createPlanner(drivers: PlanningDrivers, onPlanned: () => void): Planner {
  const contexts = createContexts(drivers.log, MOST_MEMBERS)
  const lanes = new Map<string, Lane>()
  const working = new Set<Promise<void>>()
  let closed = false

  async function turn(eventId: string, { delivered, waiting }: Lane): Promise<void> {
    try {
      if (delivered.length > 0) await drivers.log.replicate(delivered)
      const followed = await contexts.get(eventId)
      if (await catchUp(followed, delivered, drivers)) onPlanned()
      for (const done of waiting) done.resolve(followed.context)
    } catch (failure) {
      contexts.drop(eventId)
      for (const done of waiting) done.reject(failure)
    }
  }

  async function work(eventId: string, lane: Lane): Promise<void> {
    do {
      await giveWay(1)
      await giveWay(PAUSE_ROUNDS, () => closed || lane.urgent)
      const now = { ...lane }
      Object.assign(lane, emptyLane())
      await turn(eventId, now)
    } while (lane.waiting.length > 0)
    lanes.delete(eventId)
  }

  function laneOf(eventId: string): Lane {
    const known = lanes.get(eventId)
    if (known) return known
    const lane = emptyLane()
    lanes.set(eventId, lane)
    const done = work(eventId, lane).finally(() => working.delete(done))
    working.add(done)
    return lane
  }

  /** Puts an event, or only the wish to be up to date, into the next turn. */
  function inNextTurn(eventId: string, event?: RecordedEvent): Promise<EventContext> {
    const lane = laneOf(eventId)
    const done = Promise.withResolvers<EventContext>()
    lane.waiting.push(done)
    if (event) lane.delivered.push(event)
    if (!event || kindOf(event) === 'release') lane.urgent = true
    return done.promise
  }

  return {
    async handle(event) {
      await inNextTurn(keyOf(event.stream), event)
    },
    async look(eventId) {
      const followed = await contexts.get(eventId)
      return isBehind(followed) ? inNextTurn(eventId) : followed.context
    },
    async close() {
      closed = true
      await Promise.all(working)
    },
  }
}

function emptyLane(): Lane {
  return { delivered: [], waiting: [], urgent: false }
}
