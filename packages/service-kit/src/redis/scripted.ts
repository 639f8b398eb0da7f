import { createHash } from 'node:crypto'
import type { RedisLink } from './link.ts'

/** A script as a call: one key, and arguments; it may take so many ms. Its text goes to Redis when that does not know it yet. */
export function scripted<Answer>(link: RedisLink, ms: number, text: string) {
  const digest = createHash('sha1').update(text).digest('hex')
  return (key: string, values: readonly (string | number)[]): Promise<Answer> =>
    link.run(ms, async (redis) => {
      try {
        return (await redis.evalsha(digest, 1, key, ...values)) as Answer
      } catch (error) {
        if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error
        return (await redis.eval(text, 1, key, ...values)) as Answer
      }
    })
}
