import { shareOf, takenAt, windowOf } from '../limits/gcra.ts'
import type { RateLimiter, Taken } from '../limits/limiter.ts'
import type { RedisLink } from './link.ts'
import { scripted } from './scripted.ts'

type RedisLimiterOptions = {
  readonly link: RedisLink
  /** Counts while Redis is away. */
  readonly fallback: RateLimiter
  /** Comes before every key; two products on one Redis must have different ones. */
  readonly prefix?: string
  /** How long (ms) a request waits to be counted. */
  readonly patience?: number
}

const PATIENCE_MS = 50

/**
 * What `aheadAfter` does (limits/gcra.ts), on the clock of Redis, so that it is one for all who count. KEYS: the key. ARGV:
 * cost, share and window in µs. Gives how far ahead (µs) the key is then, or would be.
 */
const TAKE = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local cost, share, window = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local ahead = tonumber(redis.call('GET', KEYS[1]) or now) - now
ahead = math.min(math.max(ahead, 0), window) + cost * share
if ahead <= window then
  redis.call('SET', KEYS[1], string.format('%.0f', now + ahead), 'PX', math.ceil(ahead / 1000))
end
return ahead
`

/** Counts in Redis, for all processes together; by the fallback while Redis is away. */
export function createRedisLimiter(options: RedisLimiterOptions): RateLimiter {
  const { link, fallback, prefix = '', patience = PATIENCE_MS } = options
  const script = scripted<number>(link, patience, TAKE)
  return {
    async take(key, cost, limit): Promise<Taken> {
      try {
        const ahead = await script(`${prefix}rate:${key}`, [cost, shareOf(limit), windowOf(limit)])
        return takenAt(ahead, cost, limit)
      } catch {
        return fallback.take(key, cost, limit)
      }
    },
  }
}
