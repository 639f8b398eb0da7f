import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { createMemoryLog, createMemoryStorage, type Logger, silentLogger, systemClock } from '@waitlist/event-log'
import { eventId } from '@waitlist/line/example-events'
import { openRedis, type RedisLink } from '@waitlist/service-kit/redis'
import { describeWith } from '@waitlist/testkit/engines/describe-with'
import { eventually } from '@waitlist/testkit/engines/eventually'
import { createTcpProxy, type TcpProxy } from '@waitlist/testkit/engines/tcp-proxy'
import type { PositionStore } from '../src/positions/port.ts'
import { createRedisPositions } from '../src/redis.ts'
import { type JoinProcess, joins, open, startProcess, stream, truth } from './processes.ts'
import { flush, freshPrefix } from './redis-rig.ts'

/** What was said of Redis, in order. */
function listen() {
  const said: string[] = []
  const keep = (_: object, message: string) => void (message.startsWith('an engine is') && said.push(message))
  const logger: Logger = { ...silentLogger, info: keep, warn: keep }
  return { said, logger }
}

describeWith('redis', 'Redis that comes and goes', (url) => {
  const storage = createMemoryStorage()
  let proxy: TcpProxy
  let link: RedisLink
  let direct: RedisLink
  let owner: JoinProcess
  let store: PositionStore
  let prefix: string
  let said: string[]
  let joined = 0
  const strangers: JoinProcess[] = []

  beforeEach(async () => {
    const { hostname, port } = new URL(url)
    proxy = await createTcpProxy(hostname, Number(port || 6379))
    const behind = new URL(url)
    behind.hostname = '127.0.0.1'
    behind.port = String(proxy.port)
    const heard = listen()
    said = heard.said
    link = await openRedis({ url: behind.href, clock: systemClock, logger: heard.logger })
    direct = await openRedis({ url, clock: systemClock, logger: silentLogger })
    prefix = freshPrefix()
    store = createRedisPositions({ link, prefix })
    owner = startProcess({ storage, store, owns: true })
    if (joined === 0) await owner.execute(open())
    await join(10)
    await caughtUp()
  })
  afterEach(async () => {
    await Promise.all([owner, ...strangers.splice(0)].map((process) => process.close()))
    await flush(direct, prefix)
    await link.close()
    await direct.close()
    await proxy[Symbol.asyncDispose]()
  })

  /** So many more customers join, and every one of them is told where they stand. */
  async function join(count: number) {
    const answers = await owner.execute(...joins(joined, joined + count))
    joined += count
    expect(answers.at(-1)).toMatchObject({ status: 201, entry: { position: joined } })
  }
  const caughtUp = () =>
    eventually('the model', async () => {
      const head = await createMemoryLog(storage).head(stream)
      return (await createRedisPositions({ link: direct, prefix }).version(eventId)) === head
    })
  async function expectTruth(customerIds: readonly string[]) {
    const stranger = startProcess({ storage, store, owns: false })
    strangers.push(stranger)
    const expected = await truth(storage, customerIds)
    for (const [at, customerId] of customerIds.entries()) expect(await stranger.ask(customerId)).toEqual(expected[at])
  }

  test.each(['cut', 'hold'] as const)('joins go on and answers stay true while it is away (%s)', async (how) => {
    proxy[how]()
    await join(20)
    await expectTruth(['c-0', `c-${joined - 1}`])
    await eventually('the line in the log', () => said.includes('an engine is away; going on without it'))
    await join(20)
    await expectTruth([`c-${joined - 1}`])
    expect(link.available).toBe(false)
    proxy.mend()
    await caughtUp()
    await expectTruth(['c-0', `c-${joined - 1}`])
    await eventually('its return', () => link.available)
    // Each time it went away was said once, and so was each return.
    const lines = ['an engine is away; going on without it', 'an engine is back']
    expect(said).toEqual(said.map((_, at) => lines[at % 2]))
    expect(said.at(-1)).toBe(lines[1])
  })

  test('a flush while it is away is noticed when it is back', async () => {
    proxy.cut()
    await flush(direct, prefix)
    await join(5)
    proxy.mend()
    await caughtUp()
    await expectTruth(['c-0', `c-${joined - 1}`])
  })

  test('connections that Redis ends are made again', async () => {
    const id = await link.run(1000, (redis) => redis.client('ID'))
    await direct.run(1000, (redis) => redis.client('KILL', 'ID', id))
    await join(5)
    await caughtUp()
    await expectTruth([`c-${joined - 1}`])
    await eventually('its return', () => link.available)
    expect(await link.run(1000, (redis) => redis.client('ID'))).not.toBe(id)
  })
})
