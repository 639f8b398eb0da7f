import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { silentLogger, systemClock } from '@waitlist/event-log'
import { configured, entryOf, joined, opened } from '@waitlist/line/example-events'
import { openRedis, type RedisLink } from '@waitlist/service-kit/redis'
import { describeWith } from '@waitlist/testkit/engines/describe-with'
import { createRedisPositions } from '../src/redis.ts'
import { followsWaitlists } from './following.ts'
import { positionStoreContract, positionStoreLaw } from './position-store-contract.ts'
import { flush, freshPrefix, keysOf } from './redis-rig.ts'
import { tellStory } from './story.ts'

describeWith('redis', 'positions in Redis', (url) => {
  let link: RedisLink
  const prefixes: string[] = []
  const fresh = () => {
    const prefix = freshPrefix()
    prefixes.push(prefix)
    return createRedisPositions({ link, prefix, patience: 10_000 })
  }
  beforeAll(async () => {
    link = await openRedis({ url, clock: systemClock, logger: silentLogger })
  })
  afterEach(async () => {
    for (const prefix of prefixes.splice(0)) await flush(link, prefix)
  })
  afterAll(() => link.close())

  describe('a store', () => {
    positionStoreContract(fresh)
    positionStoreLaw(fresh, 30)
  })

  describe('a model', () => {
    followsWaitlists(() => {
      const store = fresh()
      const prefix = prefixes.at(-1) as string
      return { store, flush: () => flush(link, prefix) }
    })
  })

  describe('what Redis drops by itself', () => {
    const story = () => tellStory('gala').tell(configured(), opened(), joined('ann', 1), joined('ben', 2))

    test.each(['l0', 'l0:A', 'docs', 'places', 'of'])(
      'is missed when it is %s: nothing is told, and everything is asked for',
      async (name) => {
        const store = fresh()
        const gala = story()
        await store.put(gala.part())
        const key = (await keysOf(link, prefixes[0] as string)).find((one) => one.endsWith(`:${name}`))
        await link.run(1000, (redis) => redis.unlink(key as string))
        expect(await store.find('gala', 'ann')).toBeUndefined()
        gala.tell(joined('cleo', 3))
        expect(await store.put(gala.part({ since: 4, only: [entryOf('cleo')] }))).toEqual({ status: 'missing' })
        expect(await store.put(gala.part())).toEqual({ status: 'taken' })
        expect((await store.find('gala', 'cleo'))?.standings.entries[0]?.position).toMatchObject({
          position: 3,
          total: 3,
        })
      },
    )

    test('in the middle of telling everything, is asked for again', async () => {
      const store = fresh()
      const whole = story().part()
      await store.put({ ...whole, last: false, entries: whole.entries.slice(0, 1) })
      await flush(link, prefixes[0] as string)
      expect(await store.put({ ...whole, first: false, entries: whole.entries.slice(1) })).toEqual({
        status: 'missing',
      })
      expect(await keysOf(link, prefixes[0] as string)).toEqual([])
    })

    test('are also the scripts: they are sent again', async () => {
      const store = fresh()
      const gala = story()
      await store.put(gala.part())
      await link.run(1000, (redis) => redis.script('FLUSH'))
      expect(await store.find('gala', 'ann')).toBeDefined()
      expect(await store.put(gala.part())).toEqual({ status: 'taken' })
    })
  })

  test('everything that is kept ends some time, and what took its place is gone at once', async () => {
    const store = fresh()
    const gala = tellStory('gala').tell(configured(), opened(), joined('ann', 1))
    await store.put(gala.part())
    await store.put(gala.tell(joined('ben', 2)).part())
    await store.put({ ...gala.tell(joined('cleo', 3)).part(), last: false })
    const keys = await keysOf(link, prefixes[0] as string)
    const ttls = await Promise.all(keys.map((key) => link.run(1000, (redis) => redis.ttl(key))))
    expect(ttls.every((ttl) => ttl > 0)).toBe(true)
    // The event, and five keys each of the generation that holds and of the one that is being told, which has its own hash.
    expect(keys).toHaveLength(1 + 5 + 1 + 5)
  })
})
