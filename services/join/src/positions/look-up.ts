import { partitionOf, streamOf } from '@waitlist/contracts'
import type { Clock, EventLog, Writer } from '@waitlist/event-log'
import { pause } from '@waitlist/event-log/clock'
import type { Drivers } from '@waitlist/service-kit'
import type { Command } from '../domain/commands.ts'
import { type CustomerReplies, repliesOf, standingsOf } from '../domain/standings.ts'
import type { JoinState } from '../domain/state.ts'
import type { Found, PositionStore } from './port.ts'

/** What a customer is told of one event at a moment (ms). */
export type LookUp = (eventId: string, customerId: string, now: number) => Promise<CustomerReplies>

export type LookUpSettings = {
  readonly writer: Pick<Writer<JoinState, Command>, 'read' | 'peek'>
  readonly log: Pick<EventLog, 'head'>
  readonly ownership: Pick<Drivers['ownership'], 'partitions'>
  readonly clock: Clock
  /** Where positions are kept besides; without one the own state answers everything. */
  readonly positions: PositionStore | undefined
}

/** The model follows the log within so long; a question that came too early is asked once more. */
const FOLLOWS_WITHIN_MS = 50

/**
 * Looks up where a customer stands: in the own state when the event is ours or its stream is loaded, else in the model,
 * as long as that has come as far as the log when it was asked. What the model cannot tell, the own state does.
 */
export function createLookUp({ writer, log, ownership, clock, positions }: LookUpSettings): LookUp {
  function isAtHand(eventId: string): boolean {
    if (ownership.partitions().has(partitionOf(eventId))) return true
    return writer.peek(streamOf('waitlist', eventId), () => true) ?? false
  }

  /** What the model says, when it is true. */
  async function modelled(store: PositionStore, eventId: string, customerId: string): Promise<Found | undefined> {
    const stream = streamOf('waitlist', eventId)
    const [head, early] = await Promise.all([log.head(stream), store.find(eventId, customerId)])
    let found = early
    if (found && found.version < head) {
      await pause(clock, FOLLOWS_WITHIN_MS)
      found = await store.find(eventId, customerId)
    }
    if (!found || found.version < head) return undefined
    // A version that the log has not come to is of another log.
    return found.version === head || found.version <= (await log.head(stream)) ? found : undefined
  }

  return async (eventId, customerId, now) => {
    if (positions && !isAtHand(eventId)) {
      const found = await modelled(positions, eventId, customerId).catch(() => undefined)
      if (found) return repliesOf(found.standings, now)
    }
    return writer.read(streamOf('waitlist', eventId), (state) => repliesOf(standingsOf(state, customerId), now))
  }
}
