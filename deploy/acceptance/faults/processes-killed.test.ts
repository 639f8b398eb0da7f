import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { always, violationsOf } from '@waitlist/testkit/invariants/index'
import { eventually } from '../harness/poll.ts'
import { openSale, type Sale } from '../harness/sale.ts'
import { describeFaults, type Ground, startGround } from './ground/ground.ts'
import { untilAtRest } from './load/at-rest.ts'
import { atATime, createCrowd } from './load/crowd.ts'
import { waits } from './load/until-answered.ts'
import { disagreements } from './load/verdict.ts'

jest.setTimeout(400_000)

const names = (count: number) => Array.from({ length: count }, (_, at) => `c${at}`)

describeFaults('two instances of join and of release', () => {
  let ground: Ground
  beforeAll(async () => {
    ground = await startGround({ counts: { join: 2, release: 2 } })
  })
  afterAll(() => ground?.clear())

  const sell = (): Promise<Sale> => openSale(ground.product, { settings: { maxSize: 1_000_000 } })

  test('5,000 joins on one event, and the process that takes them is killed and comes back', async () => {
    const JOINS = 5_000
    const sale = await sell()
    const crowd = createCrowd(sale, ground.over)
    const owner = await ground.cluster.ownerOf('join', sale.eventId)
    const joining = atATime(32, names(JOINS), crowd.join)
    await eventually(() => expect(crowd.told.joins.length).toBeGreaterThan(JOINS / 4), 120_000)
    await ground.cluster.kill(owner)
    const killedAt = crowd.told.joins.length
    await eventually(() => expect(crowd.told.joins.length).toBeGreaterThan(JOINS / 2), 120_000)
    await ground.cluster.start(owner)
    await joining

    const history = await untilAtRest(ground.logs, sale.eventId, () => true)
    expect(crowd.told.joins).toHaveLength(JOINS)
    expect(history.waitlist.filter(({ type }) => type === 'WaitlistJoined')).toHaveLength(JOINS)
    expect(violationsOf(history, always)).toEqual([])
    expect(disagreements(crowd.told, history)).toEqual([])
    process.stderr.write(`killed ${owner} after ${killedAt} answers; ${waits(crowd.told.joins)}\n`)
  })
})
