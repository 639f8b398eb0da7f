import { randomUUID } from 'node:crypto'
import type { RedisLink } from '@waitlist/service-kit/redis'

/** A prefix for the keys of one test, and none of any other. */
export const freshPrefix = (): string => `test:${randomUUID()}:`

/** The keys that begin so. */
export async function keysOf(link: RedisLink, prefix: string): Promise<string[]> {
  const keys: string[] = []
  await link.run(10_000, async (redis) => {
    for await (const some of redis.scanStream({ match: `${prefix}*`, count: 1000 })) keys.push(...(some as string[]))
  })
  return keys
}

/** What FLUSHALL does, as far as these keys go: others work on the same Redis. */
export async function flush(link: RedisLink, prefix: string): Promise<void> {
  const keys = await keysOf(link, prefix)
  if (keys.length > 0) await link.run(10_000, (redis) => redis.unlink(keys))
}
