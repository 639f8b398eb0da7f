import { randomUUID } from 'node:crypto'
import type { CloudEvent } from '@waitlist/contracts'
import type { ParkingLot } from '../port.ts'
import type { Intake } from './intake.ts'
import { createMembership, type KafkaHealth, type KafkaProcess } from './membership.ts'
import { headersOf } from './records.ts'
import { createSender } from './sender.ts'

/** A process that publishes on a topic of ours, or follows it. */
export type KafkaTopicOptions = KafkaProcess & { readonly parking: Pick<ParkingLot, 'park'> }

/** What all topics have that stand beside the streams. */
export type KafkaTopic = {
  health(): KafkaHealth
  /** Stops following, waits for the handlers in flight, saves the progress. */
  close(): Promise<void>
}

/** A record for a topic; no document takes away what was said of the key. */
export type TopicRecord = {
  readonly key: string
  readonly partition: number
  readonly document: CloudEvent | undefined
}

/** A topic that is in no registry of events: how it is sent to, and read by groups. */
export interface OwnTopic extends KafkaTopic {
  /** Resolves when all of them are acknowledged. */
  send(records: readonly TopicRecord[]): Promise<void>
  follow(group: string, openIntake: () => Intake): Promise<void>
}

/** Whoever sends repeats it himself, and looks in between whether he has to stop. */
const PATIENCE_MS = 5_000

export function createOwnTopic(name: string, options: KafkaTopicOptions): OwnTopic {
  const { clock, logger, prefix = '' } = options
  const membership = createMembership(options)
  const sender = createSender({ client: membership.sendingClient, clock, logger, patienceMs: PATIENCE_MS })
  let follows = false
  return {
    async send(records) {
      await sender.send(
        records.map(({ key, partition, document }) => ({
          topic: `${prefix}${name}`,
          partition,
          key,
          value: document ? JSON.stringify(document) : null,
          ...(document && { headers: headersOf(document) }),
        })),
      )
    },
    follow(group, openIntake) {
      follows = true
      return membership.join([{ group, topics: [name], openIntake }])
    },
    // Whoever only sends has nothing to be joined.
    health: () => (follows ? membership.health() : { alive: true, ok: true, detail: 'follows nothing' }),
    async close() {
      await membership.close()
      await sender.close()
    },
  }
}

/** The envelope of what a service says on a topic of its own. */
export function envelopeOf({ service, clock }: Pick<KafkaProcess, 'service' | 'clock'>, subject: string) {
  return { id: randomUUID(), source: `/waitlist/${service}`, time: clock.now(), subject }
}
