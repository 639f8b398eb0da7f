import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { systemClock as clock, silentLogger } from '@waitlist/event-log'
import { describeWith } from '@waitlist/testkit/engines/describe-with'
import { eventually } from '@waitlist/testkit/engines/eventually'
import { createTcpProxy } from '@waitlist/testkit/engines/tcp-proxy'
import { createFakeClock } from '@waitlist/testkit/world/fake-clock'
import { createMemoryLimiter } from '../src/index.ts'
import { createRedisLimiter, openRedis, type RedisLink } from '../src/redis.ts'

// So long that nothing comes back while a test runs.
const limit = { count: 20, windowMs: 3_600_000 }
const never = {
  take() {
    throw new Error('Redis is there')
  },
}

describeWith('redis', 'limits in Redis', (url) => {
  let links: RedisLink[]
  let prefix: string
  beforeAll(async () => {
    links = [
      await openRedis({ url, clock, logger: silentLogger }),
      await openRedis({ url, clock, logger: silentLogger }),
    ]
  })
  afterAll(() => Promise.all(links.map((link) => link.close())))
  beforeEach(() => {
    prefix = `test:${randomUUID()}:`
  })
  const limiters = () => links.map((link) => createRedisLimiter({ link, fallback: never, prefix, patience: 10_000 }))

  test('hold for two who count at the same time, to the last one', async () => {
    const [one, other] = limiters()
    const taken = await Promise.all(
      Array.from({ length: 50 }, (_, n) => (n % 2 ? one : other)?.take('write:customer:kim', 1, limit)),
    )
    expect(taken.filter((each) => each?.ok)).toHaveLength(20)
    expect((await other?.take('write:customer:lou', 1, limit))?.ok).toBe(true)
  })

  test('say what is left, and for how long nothing is, as those in memory do', async () => {
    const [limiter] = limiters()
    const memory = createMemoryLimiter(createFakeClock())
    for (const cost of [1, 5, 15, 14, 1, 30]) {
      const [taken, same] = [await limiter?.take('kim', cost, limit), memory.take('kim', cost, limit)]
      // The clock of Redis goes on between two of them.
      expect(taken).toMatchObject({ ok: same.ok, remaining: same.remaining })
      expect(Math.abs((taken?.resetSeconds ?? 0) - same.resetSeconds)).toBeLessThan(60)
      expect(Math.abs((taken?.retryAfterSeconds ?? 0) - same.retryAfterSeconds)).toBeLessThan(60)
    }
  })

  test('come back, and leave nothing behind', async () => {
    const [limiter] = limiters()
    const short = { count: 2, windowMs: 200 }
    expect((await limiter?.take('kim', 2, short))?.ok).toBe(true)
    await eventually('a share', async () => (await limiter?.take('kim', 1, short))?.ok)
    await eventually('an empty Redis', async () => {
      return (await links[0]?.run(1000, (redis) => redis.exists(`${prefix}rate:kim`))) === 0
    })
  })

  test('are kept in this process while Redis is away, and in Redis again when it is back', async () => {
    const { hostname, port } = new URL(url)
    await using proxy = await createTcpProxy(hostname, Number(port || 6379))
    const link = await openRedis({ url: `redis://127.0.0.1:${proxy.port}`, clock, logger: silentLogger })
    const limiter = createRedisLimiter({ link, fallback: createMemoryLimiter(clock), prefix })
    expect((await limiter.take('kim', 15, limit)).remaining).toBe(5)
    proxy.cut()
    await eventually('the loss', () => !link.available)
    expect((await limiter.take('kim', 15, limit)).remaining).toBe(5)
    expect((await limiter.take('kim', 15, limit)).ok).toBe(false)
    proxy.mend()
    await eventually('the return', () => link.available)
    await eventually('Redis that counts', async () => (await limiter.take('kim', 1, limit)).remaining < 5)
    await link.close()
  })
})
