import { createTopicCodec, keyOf, partitionOfStream, type StreamGap, streamGapFound } from '@waitlist/contracts'
import { reasonOf } from '../failures.ts'
import { textOf } from '../open-record.ts'
import { createTries } from '../tries.ts'
import type { Intake } from './intake.ts'
import { createOwnTopic, envelopeOf, type KafkaTopic, type KafkaTopicOptions } from './own-topic.ts'

/** The topic on which followers ask for versions that have not come. */
export type GapTopic = KafkaTopic & {
  /** Resolves when it is acknowledged. */
  ask(gap: StreamGap): Promise<void>
  /** Gives a group all that is asked for; resolves when it has its part. The handler takes those of its own streams. */
  follow(group: string, handle: (gap: StreamGap) => Promise<void>): Promise<void>
}

const codec = createTopicCodec(streamGapFound)
const { type } = streamGapFound

function open(text: string) {
  try {
    return codec.decode(JSON.parse(text))
  } catch (failure) {
    return { ok: false, reason: `malformed: ${reasonOf(failure)}`, alarm: false } as const
  }
}

function createGapIntake(options: KafkaTopicOptions, group: string, handle: (gap: StreamGap) => Promise<void>): Intake {
  const { parking, clock, logger } = options
  const tries = createTries({ group, parking, clock, logger })
  return {
    async accept({ bytes, origin, original }) {
      const { text } = textOf(bytes)
      const held = { topic: type, origin, bytes: text, original }
      const opened = open(text)
      if (!opened.ok) return tries.park({ ...held, reason: opened.reason }, opened.alarm ? 'error' : 'warn')
      const rest = await tries.begin(
        () => handle(opened.data),
        () => held,
      )
      return (await rest?.outcome) ?? 'handled'
    },
    close: tries.close,
  }
}

export function createGapTopic(options: KafkaTopicOptions): GapTopic {
  const topic = createOwnTopic(type, options)
  return {
    ask(gap) {
      const key = keyOf(gap.stream)
      const document = codec.encode(gap, envelopeOf(options, key))
      return topic.send([{ key, partition: partitionOfStream(gap.stream), document }])
    },
    follow: (group, handle) => topic.follow(group, () => createGapIntake(options, group, handle)),
    health: topic.health,
    close: topic.close,
  }
}
