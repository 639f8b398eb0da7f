import { partitionOf } from '@waitlist/contracts'

/** The topics of a broker in memory: partitions of records, kept for ever; order holds within a partition only. */
export interface Topics {
  append(topic: string, key: string, bytes: Uint8Array): void
  /** The partitions of a topic, each with its records in order; a topic nobody wrote to has none. */
  partitions(topic: string): readonly (readonly Uint8Array[])[]
}

export function createTopics(partitionCount: number): Topics {
  const topics = new Map<string, Uint8Array[][]>()
  return {
    append(topic, key, bytes) {
      const partitions = topics.get(topic) ?? Array.from({ length: partitionCount }, () => [])
      topics.set(topic, partitions)
      partitions[partitionOf(key, partitionCount)]?.push(bytes)
    },
    partitions: (topic) => topics.get(topic) ?? [],
  }
}
