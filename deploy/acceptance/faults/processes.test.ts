import { afterAll, beforeAll, expect, jest } from '@jest/globals'
import { inParallel } from '@waitlist/operate/in-parallel'
import { eventually } from '../harness/poll.ts'
import { describeFaults, faultTest, type Ground, startGround } from './ground/ground.ts'
import { sendBuyers } from './load/buyers.ts'
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

  /** A process is killed when one share of the load is done, and started again when another is. */
  async function dieMeanwhile(name: string, from: number, until: number, done: (share: number) => Promise<void>) {
    await done(from)
    await ground.cluster.kill(name)
    await done(until)
    await ground.cluster.start(name)
  }

  faultTest('5,000 joins on one event, and the process that takes them is killed and comes back', async () => {
    const JOINS = 5_000
    const { sale, crowd, judge } = await openScene(ground)
    const owner = await ground.cluster.ownerOf('join', sale.eventId)
    const joining = inParallel(names(JOINS), 64, crowd.join)
    const answered = (share: number) =>
      eventually(() => expect(crowd.told.joins.length).toBeGreaterThan(JOINS * share), PATIENCE_MS)
    await dieMeanwhile(owner, 0.25, 0.5, answered)
    await joining
    const { waitlist } = await judge(`killed ${owner}`)
    expect(crowd.told.joins).toHaveLength(JOINS)
    expect(waitlist.filter(({ type }) => type === 'WaitlistJoined')).toHaveLength(JOINS)
  })

  faultTest('refunds, claims and purchases, and the process that offers is killed and comes back', async () => {
    const { sale, crowd, judge } = await openScene(ground)
    await inParallel(names(2 * REFUNDS), 16, crowd.join)
    const owner = await ground.cluster.ownerOf('release', sale.eventId)
    const buyers = sendBuyers(sale, crowd)
    const refunding = inParallel(names(REFUNDS), 2, () => crowd.refund())
    const taken = (share: number) =>
      eventually(() => expect(crowd.told.claims.length).toBeGreaterThan(REFUNDS * share), PATIENCE_MS)
    await dieMeanwhile(owner, 0.1, 0.4, taken)
    await refunding
    await taken(0.7)
    await buyers.stop()
    await judge(`killed ${owner}`)
    expect(crowd.told.refunds.size).toBe(REFUNDS)
  })

  faultTest('every process is restarted in turn while customers join and tickets come back', async () => {
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
