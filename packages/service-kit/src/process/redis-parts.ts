import type { Clock, Logger } from '@waitlist/event-log'
import type { CompleteConfig } from '../complete-config.ts'
import type { Part } from '../lifecycle.ts'
import type { RateLimiter } from '../limits/limiter.ts'
import { createMemoryLimiter } from '../limits/memory-limiter.ts'
import { createRedisLimiter, openRedis, type RedisLink } from '../redis.ts'
import type { EnginesConfig } from './engines-config.ts'

/** What a process keeps in Redis; without one, what stands in for it. */
export type RedisParts = {
  readonly redis: { readonly link: RedisLink; readonly prefix: string } | undefined
  readonly limiter: RateLimiter | undefined
  readonly parts: readonly Part[]
}

/** Opens the link to Redis, where there is one. A Redis that is away keeps no process from starting: it costs speed only. */
export async function openRedisParts(
  { redisUrl: url, kafka, mongo }: EnginesConfig,
  { config, clock, logger }: { readonly config: CompleteConfig; readonly clock: Clock; readonly logger: Logger },
): Promise<RedisParts> {
  const link = url === undefined ? undefined : await openRedis({ url, clock, logger })
  const prefix = `${kafka.prefix}${mongo.database}:`
  const memory = createMemoryLimiter(clock)
  const counting = link ? createRedisLimiter({ link, fallback: memory, prefix }) : memory
  return {
    redis: link && { link, prefix },
    limiter: config.rateLimits ? counting : undefined,
    parts: link ? [{ name: 'redis', close: async () => link.close() }] : [],
  }
}
