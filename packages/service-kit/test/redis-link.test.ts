import { describe, expect, test } from '@jest/globals'
import { systemClock as clock, type Logger, silentLogger } from '@waitlist/event-log'
import { describeWith } from '@waitlist/testkit/engines/describe-with'
import { eventually } from '@waitlist/testkit/engines/eventually'
import { createTcpProxy } from '@waitlist/testkit/engines/tcp-proxy'
import { openRedis } from '../src/redis.ts'

function listen() {
  const said: object[] = []
  const keep = (fields: object, message: string) => void said.push({ ...fields, message })
  const logger: Logger = { ...silentLogger, info: keep, warn: keep }
  return { said, logger }
}

describe('a link to Redis', () => {
  test.each(['redis', 'http://redis.example', 'redis://', ''])(
    'is not made for %j, and the line shows no secret',
    async (url) => {
      await expect(openRedis({ url, clock, logger: silentLogger })).rejects.toThrow(
        'REDIS_URL must be a URL such as "redis://redis.example:6379"',
      )
    },
  )

  test('is there without Redis: it says where it looked, in one line, and refuses at once', async () => {
    const { said, logger } = listen()
    const link = await openRedis({ url: 'redis://user:secret@127.0.0.1:1', clock, logger })
    expect(link.available).toBe(false)
    await expect(link.run(1000, (redis) => redis.ping())).rejects.toThrow('The engine is away')
    await link.close()
    expect(said).toHaveLength(1)
    expect(said[0]).toMatchObject({ at: '127.0.0.1:1', message: 'an engine is away; going on without it' })
    expect(JSON.stringify(said)).not.toContain('secret')
  })
})

describeWith('redis', 'a link to the real one', (url) => {
  test('answers, and says nothing', async () => {
    const { said, logger } = listen()
    const link = await openRedis({ url, clock, logger })
    expect(await link.run(1000, (redis) => redis.ping())).toBe('PONG')
    await link.close()
    expect([said, link.available]).toEqual([[], true])
  })

  test('comes back by itself after it was cut', async () => {
    const { hostname, port } = new URL(url)
    await using proxy = await createTcpProxy(hostname, Number(port || 6379))
    const { said, logger } = listen()
    const link = await openRedis({ url: `redis://127.0.0.1:${proxy.port}`, clock, logger })
    proxy.cut()
    await eventually('the loss', () => !link.available)
    await expect(link.run(1000, (redis) => redis.ping())).rejects.toThrow('The engine is away')
    proxy.mend()
    await eventually('the return', () => link.available)
    expect(await link.run(1000, (redis) => redis.ping())).toBe('PONG')
    await link.close()
    const [gone, back] = ['an engine is away; going on without it', 'an engine is back']
    expect(said).toMatchObject([{ message: gone, engine: 'redis' }, { message: back }])
  })

  test('a command that Redis refuses is no loss', async () => {
    const link = await openRedis({ url, clock, logger: silentLogger })
    await expect(link.run(1000, (redis) => redis.call('HSET', 'alone'))).rejects.toThrow('wrong number of arguments')
    expect(link.available).toBe(true)
    await link.close()
  })
})
