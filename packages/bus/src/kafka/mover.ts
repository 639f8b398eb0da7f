import type { BrokerRecord } from '../open-record.ts'
import type { KafkaRecord } from './intake.ts'
import type { Sender } from './sender.ts'

/** Marks a record that was put onto another partition, with where it was. */
export const MOVED = 'waitlist_moved'

/** Puts records where we look for them: publishers with other hashes put them elsewhere. */
export interface Mover {
  /** What is to be done with a record instead of handling it; nothing when it is on the partition that it belongs to. */
  divert(right: number, record: BrokerRecord): undefined | string | (() => Promise<void>)
}

export function createMover(sender: Sender, prefix: string): Mover {
  return {
    divert(right, record) {
      const { topic, partition, origin, headers, original } = record as KafkaRecord
      if (partition === right) return undefined
      if (headers?.[MOVED] !== undefined) {
        return `misplaced: on partition ${partition} instead of ${right}, although it was moved from ${headers[MOVED]}`
      }
      return async () => {
        await sender.send([
          {
            ...original,
            topic: `${prefix}${topic}`,
            partition: right,
            headers: { ...original.headers, [MOVED]: origin },
          },
        ])
      }
    },
  }
}
