import { setImmediate } from 'node:timers/promises'
import type { EachBatchPayload } from 'kafkajs'
import type { Lanes } from './lanes.ts'
import { recordFrom } from './records.ts'
import type { Window } from './window.ts'

export type BatchOptions = {
  readonly lanes: Lanes
  readonly window: Window
  readonly prefix: string
  readonly isClosing: () => boolean
  /** Something was done that a living consumer does. */
  readonly onSign: () => void
  /** There may be more to commit. */
  readonly onMoved: () => void
}

/** After so many records handed over in one go, others get their turn. */
const GIVE_WAY_AFTER = 100

/**
 * Makes what takes the batches of a consumer. It waits for room, never for a handler: kafkajs fetches nothing for any
 * partition before all batches of the last fetch are taken.
 */
export function createTakeBatch({ lanes, window, prefix, isClosing, onSign, onMoved }: BatchOptions) {
  function onEnd(): void {
    window.ended()
    onMoved()
  }

  return async ({ batch, resolveOffset, heartbeat }: EachBatchPayload): Promise<void> => {
    const { topic, partition, messages } = batch
    const lane = lanes.get(topic, partition)
    if (!lane) return
    lane.toldEnd(Number(batch.highWatermark))
    const isWanted = () => !lane.lost && !isClosing()
    const name = topic.slice(prefix.length)
    const beat = () => {
      onSign()
      return heartbeat()
    }
    let handed = 0
    for (const message of messages) {
      await window.room(beat, isWanted)
      if (!isWanted()) return
      if (!lane.hand(recordFrom(name, partition, message), onEnd)) continue
      window.opened()
      handed += 1
      if (handed % GIVE_WAY_AFTER === 0) await setImmediate()
    }
    // Of the whole batch: what follows the last record in it is of no use to anybody.
    lane.skipTo(Number(batch.lastOffset()) + 1)
    onMoved()
    if (!lane.lost) resolveOffset(batch.lastOffset())
  }
}
