import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, jest } from '@jest/globals'
import { inParallel } from '@waitlist/operate/in-parallel'
import { eventually } from '../harness/poll.ts'
import type { Positions } from '../harness/shapes.ts'
import { flushRedis } from './ground/flush-redis.ts'
import { describeFaults, faultTest, type Ground, startGround } from './ground/ground.ts'
import { expectSameViews } from './load/both-modes.ts'
import { sendBuyers } from './load/buyers.ts'
import { names, openScene, type Scene } from './load/scene.ts'

jest.setTimeout(400_000)

const PATIENCE_MS = 180_000
/** Longer than a client library gives a server that is away. */
const AWAY_MS = 10_000

describeFaults('one broker, one mongod, one Redis', () => {
  let ground: Ground
  const judged: string[] = []
  beforeAll(async () => {
    ground = await startGround({ counts: { join: 2 } })
  })
  afterAll(() => ground?.clear())

  const joined = ({ crowd }: Scene, count: number) =>
    eventually(() => expect(crowd.told.joins.length).toBeGreaterThanOrEqual(count), PATIENCE_MS)

  faultTest('mongod is killed under joins, refunds and purchases, and comes back', async () => {
    const scene = await openScene(ground)
    const { sale, crowd, judge } = scene
    await inParallel(names(100), 16, crowd.join)
    const buyers = sendBuyers(sale, crowd)
    const joining = inParallel(names(400, 100), 16, crowd.join)
    const refunding = inParallel(names(40), 2, () => crowd.refund())
    await joined(scene, 200)
    await ground.engines.mongo.kill()
    await pause(3_000)
    await ground.engines.mongo.start()
    await Promise.all([joining, refunding])
    await buyers.stop()
    await judge('killed mongod')
    judged.push(sale.eventId)
    expect(crowd.told.joins).toHaveLength(500)
  })

  faultTest('Kafka goes away, joins go on, and all that was told comes through afterwards', async () => {
    const scene = await openScene(ground)
    const { sale, crowd, judge } = scene
    await inParallel(names(50), 16, crowd.join)
    await ground.engines.kafka.kill()
    const joining = inParallel(names(100, 50), 4, crowd.join)
    const refunding = inParallel(names(20), 2, () => crowd.refund())
    // Nobody needs Kafka to stand in a line.
    await Promise.all([joined(scene, 150), pause(AWAY_MS)])
    expect(crowd.told.refunds.size).toBe(0)
    await ground.engines.kafka.start()
    await Promise.all([joining, refunding])
    await eventually(async () => expect(await sale.offered()).toHaveLength(20), PATIENCE_MS)
    await judge('killed the only broker')
    judged.push(sale.eventId)
  })

  faultTest('Redis is emptied, and killed, and comes back empty: positions stay true', async () => {
    const { sale, crowd, judge } = await openScene(ground)
    const some = names(40)
    const entries = new Map(await Promise.all(some.map(async (name) => [name, await crowd.join(name)] as const)))
    await crowd.leave('c7')
    entries.delete('c7')
    const line = [...entries].sort(([, a], [, b]) => (a.position ?? 0) - (b.position ?? 0)).map(([name]) => name)
    /** As any join process answers who names no event. */
    const placeOf = async (name: string) => {
      const { body } = await sale.as(name).get<Positions>('/api/waitlist/position/me')
      return body?.entries?.[0]?.position
    }
    const allAreTrue = () =>
      eventually(async () => {
        for (let round = 0; round < 2; round += 1) {
          const places = await Promise.all(line.map(placeOf))
          expect(places).toEqual(line.map((_, ahead) => ahead + 1))
        }
      }, PATIENCE_MS)
    await allAreTrue()
    await flushRedis(ground.engines.redis.port)
    await allAreTrue()
    await ground.engines.redis.kill()
    await allAreTrue()
    await ground.engines.redis.start()
    await allAreTrue()
    await judge('emptied and killed Redis')
    judged.push(sale.eventId)
  })

  faultTest('what these sales left is shown alike by the product in one process', async () => {
    expect(judged.length).toBeGreaterThan(0)
    await expectSameViews(ground, judged)
  })
})
