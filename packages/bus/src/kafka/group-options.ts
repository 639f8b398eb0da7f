import type { Clock, Logger } from '@waitlist/event-log'
import type { Kafka } from 'kafkajs'
import type { Intake } from './intake.ts'

/** How a group is with Kafka. Away: Kafka cannot be reached, and it is tried again. */
export type GroupState = 'starting' | 'joined' | 'rejoining' | 'away' | 'dead' | 'closed'

export type KafkaGroupOptions = {
  readonly client: Kafka
  /** With the prefix, as the topics. */
  readonly group: string
  readonly topics: readonly string[]
  readonly prefix: string
  readonly address: string
  /** Opens the intake of a partition that this process has been given. */
  readonly openIntake: () => Intake
  readonly onAssigned?: (partitions: ReadonlySet<number>) => void
  /** The group can do nothing more: the process has to end. */
  readonly onDeath: (reason: Error) => void
  /** Whether Kafka can be reached: then a consumer that gave up has a reason that does not pass. */
  readonly isReachable: () => Promise<boolean>
  readonly clock: Clock
  readonly logger: Logger
  readonly sessionTimeoutMs: number
}
