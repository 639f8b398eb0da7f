import { partitionOf } from '@waitlist/contracts'
import type { Admin } from 'kafkajs'

const GROUPS = {
  join: ['TicketsSoldOut', 'EventScheduled', 'EventCancelled'],
  release: ['RefundIssued', 'PurchaseCompleted', 'PurchaseAbandoned'],
} as const

/** Knows which inbound records the groups of the product may not have taken yet. Asks Kafka for no others. */
export type InboundTaken = {
  /** A write was answered that told of these events, in these words. */
  wrote(eventIds: Iterable<string>, path: string, ...texts: readonly string[]): void
  isTaken(eventId: string): Promise<boolean>
}

export function createInboundTaken(admin: Admin, prefix: string): InboundTaken {
  const owed = new Map<string, Set<string>>()

  const owe = (eventId: string, types: readonly string[]) =>
    owed.set(eventId, new Set([...(owed.get(eventId) ?? []), ...types]))

  async function took(group: string, type: string, partition: number): Promise<boolean> {
    const topic = `${prefix}${type}`
    const [ends, taken] = await Promise.all([
      admin.fetchTopicOffsets(topic),
      admin.fetchOffsets({ groupId: `${prefix}${group}`, topics: [topic] }),
    ])
    const end = ends.find((one) => one.partition === partition)
    const own = taken[0]?.partitions.find((one) => one.partition === partition)
    return end === undefined || Number(end.high) === 0 || Number(own?.offset ?? -1) >= Number(end.high)
  }

  return {
    wrote(eventIds, path, ...texts) {
      if (path !== '/api/events') return
      const all = Object.values(GROUPS).flat()
      const named = all.filter((type) => texts.some((text) => text.includes(type)))
      // Where the type is said in a header it may be any.
      const types = named.length > 0 ? named : all
      for (const eventId of eventIds) owe(eventId, types)
    },
    async isTaken(eventId) {
      const types = owed.get(eventId)
      if (!types) return true
      owed.delete(eventId)
      const looks = Object.entries(GROUPS).flatMap(([group, own]) =>
        own
          .filter((type) => types.has(type))
          .map(async (type) => ((await took(group, type, partitionOf(eventId))) ? [] : [type])),
      )
      const missing = (await Promise.all(looks)).flat()
      if (missing.length > 0) owe(eventId, missing)
      return !owed.has(eventId)
    },
  }
}
