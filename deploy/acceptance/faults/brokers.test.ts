import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, jest } from '@jest/globals'
import { inParallel } from '@waitlist/operate/in-parallel'
import { eventually } from '../harness/poll.ts'
import { describeFaults, faultTest, type Ground, startGround } from './ground/ground.ts'
import { sendBuyers } from './load/buyers.ts'
import { names, openScene } from './load/scene.ts'

jest.setTimeout(400_000)

const REFUNDS = 120
/** Load enough: what is told of more has to be judged too. */
const BETWEEN_MS = 100

describeFaults('three brokers', () => {
  let ground: Ground
  beforeAll(async () => {
    ground = await startGround({ brokers: 3 })
  })
  afterAll(() => ground?.clear())

  faultTest('one after another is killed while refunds flow: every refund is one lot', async () => {
    const { sale, crowd, judge } = await openScene(ground)
    await inParallel(names(2 * REFUNDS), 16, crowd.join)
    const buyers = sendBuyers(sale, crowd)
    let over = false
    const refunding = Array.from({ length: 2 }, async () => {
      for (; !over || crowd.told.refunds.size < REFUNDS; await pause(BETWEEN_MS)) await crowd.refund()
    })
    const more = async () => {
      const before = crowd.told.refunds.size
      await eventually(() => expect(crowd.told.refunds.size).toBeGreaterThan(before + 10), 120_000)
    }
    for (const broker of [1, 2]) {
      await more()
      await ground.engines.kafka.kill(broker)
      await more()
      await ground.engines.kafka.start()
      await pause(1_000)
    }
    over = true
    await Promise.all(refunding)
    await buyers.stop()
    await judge('killed two of three brokers, one after the other')
  })
})
