import type { IHeaders, RecordMetadata } from 'kafkajs'

/** A record on its way to a partition that we have chosen. */
export type OutRecord = {
  readonly topic: string
  readonly partition: number
  readonly key: string | Buffer | null
  readonly value: string | Buffer | null
  readonly headers?: IHeaders
  /** In ms since 1970, as text; when it is sent, unless given. */
  readonly timestamp?: string
}

/** Where records have come to lie: the last offset of what was sent to a partition, at least. */
export type Sent = { readonly topic: string; readonly partition: number; readonly offset: number }

/** The name of a partition of a topic. */
export const placeOf = ({ topic, partition }: Pick<OutRecord, 'topic' | 'partition'>) => `${topic}/${partition}`

/**
 * Where an answer says that records have come to lie, by place. Throws when a partition that was sent to is not in it, or
 * is in it as failed: kafkajs takes an answer for complete that is not.
 */
export function acknowledged(
  records: readonly OutRecord[],
  answer: readonly RecordMetadata[],
): ReadonlyMap<string, Sent> {
  const counts = new Map<string, number>()
  for (const record of records) counts.set(placeOf(record), (counts.get(placeOf(record)) ?? 0) + 1)
  const sent = new Map<string, Sent>()
  for (const { topicName: topic, partition, errorCode, baseOffset } of answer) {
    const place = placeOf({ topic, partition })
    const count = counts.get(place) ?? 0
    if (count > 0 && errorCode === 0) sent.set(place, { topic, partition, offset: Number(baseOffset) + count - 1 })
  }
  const missing = [...counts.keys()].filter((place) => !sent.has(place))
  if (missing.length > 0) throw new Error(`The answer does not acknowledge ${missing.join(', ')}`)
  return sent
}
