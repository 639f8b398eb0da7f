import { createGapTopic, type KafkaTopicOptions } from '@waitlist/bus/kafka'
import type { RecordedEvent, StreamKind } from '@waitlist/contracts'
import { createGapWatch, type EventLog, eventsIn, watched } from '@waitlist/event-log'
import type { Part } from '../lifecycle.ts'

export type GapOptions = {
  readonly log: EventLog
  /** The kind of stream that the service writes: of these it publishes again what others lack. */
  readonly kind: StreamKind | undefined
  readonly publish: (events: readonly RecordedEvent[]) => Promise<void>
  readonly topic: KafkaTopicOptions
}

/** A log whose followed streams are watched for versions that do not come, and who answers when others lack ours. */
export function watchGaps({ log, kind, publish, topic: options }: GapOptions): { log: EventLog; part: Part } {
  const { clock, logger, service } = options
  const topic = createGapTopic(options)
  const watch = createGapWatch({ log, clock, logger, ask: topic.ask })
  return {
    log: watched(log, watch),
    part: {
      name: 'gaps',
      async start() {
        if (kind === undefined) return
        await topic.follow(`${service}-gaps`, async (gap) => {
          if (gap.stream.startsWith(`${kind}:`)) await publish(await eventsIn(log, gap))
        })
      },
      async close() {
        watch.close()
        await topic.close()
      },
    },
  }
}
