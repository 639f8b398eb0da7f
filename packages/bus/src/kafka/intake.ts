import type { BrokerRecord } from '../open-record.ts'
import type { OriginalRecord } from '../port.ts'
import type { Outcome } from '../tries.ts'

/** A record as it comes from a partition. */
export type KafkaRecord = BrokerRecord & {
  readonly partition: number
  readonly offset: number
  readonly original: OriginalRecord
}

/** What becomes of the records of one partition. It never rejects. */
export type Intake = {
  /** Resolves when the record has ended. Called in the order of the partition, without waiting for the last one. */
  accept(record: KafkaRecord): Promise<Outcome>
  /** Gives up what waits for another try. */
  close(): void
}
