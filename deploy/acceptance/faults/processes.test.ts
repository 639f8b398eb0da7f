import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { eventually } from '../harness/poll.ts'
import { describeFaults, type Ground, startGround } from './ground/ground.ts'
import { sendBuyers } from './load/buyers.ts'
import { atATime } from './load/crowd.ts'
import { names, openScene } from './load/scene.ts'

jest.setTimeout(400_000)

const PATIENCE_MS = 180_000
const REFUNDS = 90

describeFaults('two instances of join and of release', () => {
  let ground: Ground
  beforeAll(async () => {
    ground = await startGround({ counts: { join: 2, release: 2 } })
  })
  afterAll(() => ground?.clear())

  test('5,000 joins on one event, and the process that takes them is killed and comes back', async () => {
    const JOINS = 5_000
    const { sale, crowd, judge } = await openScene(ground)
    const owner = await ground.cluster.ownerOf('join', sale.eventId)
    const joining = atATime(64, names(JOINS), crowd.join)
    const answered = (share: number) =>
      eventually(() => expect(crowd.told.joins.length).toBeGreaterThan(JOINS * share), PATIENCE_MS)
    await answered(0.25)
    await ground.cluster.kill(owner)
    await answered(0.5)
    await ground.cluster.start(owner)
    await joining
    const { waitlist } = await judge(`killed ${owner}`)
    expect(crowd.told.joins).toHaveLength(JOINS)
    expect(waitlist.filter(({ type }) => type === 'WaitlistJoined')).toHaveLength(JOINS)
  })

  test('refunds, claims and purchases, and the process that offers is killed and comes back', async () => {
    const { sale, crowd, judge } = await openScene(ground)
    await atATime(16, names(2 * REFUNDS), crowd.join)
    const owner = await ground.cluster.ownerOf('release', sale.eventId)
    const buyers = sendBuyers(sale, crowd)
    const refunding = atATime(2, names(REFUNDS), () => crowd.refund())
    const taken = (share: number) =>
      eventually(() => expect(crowd.told.claims.length).toBeGreaterThan(REFUNDS * share), PATIENCE_MS)
    await taken(0.1)
    await ground.cluster.kill(owner)
    await taken(0.4)
    await ground.cluster.start(owner)
    await refunding
    await taken(0.7)
    await buyers.stop()
    await judge(`killed ${owner}`)
    expect(crowd.told.refunds.size).toBe(REFUNDS)
  })

  test('every process is restarted in turn while customers join and tickets come back', async () => {
    const { sale, crowd, judge } = await openScene(ground)
    const buyers = sendBuyers(sale, crowd)
    let over = false
    let next = 0
    const customers = Array.from({ length: 4 }, async () => {
      while (!over) {
        const own = next++
        const [name = ''] = names(1, own)
        await crowd.join(name)
        if (own % 5 === 0) await crowd.refund()
      }
    })
    const processes = ['join-1', 'join-2', 'release-1', 'release-2', 'notification-1', 'analytics-1', 'gateway']
    for (const name of processes) {
      expect({ name, ...(await ground.cluster.stop(name)) }).toEqual({ name, code: 0, signal: null })
      await ground.cluster.start(name)
    }
    over = true
    await Promise.all(customers)
    await buyers.stop()
    await judge('restarted every process')
  })
})
