import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { describeWith } from '@waitlist/testkit/engines/describe-with'
import { foldFrom } from '../src/following.ts'
import { createRelay } from '../src/relay.ts'
import { type LineChild, racingChild } from './child.ts'
import { type MongoProcesses, mongoProcesses } from './mongo-processes.ts'

describeWith('mongo', 'two processes that write one stream in MongoDB', (url) => {
  let processes: MongoProcesses
  const children: LineChild[] = []
  beforeEach(async () => {
    processes = await mongoProcesses(url)
  })
  afterEach(async () => {
    for (const child of children.splice(0)) await child.kill()
    await processes.dispose()
  })

  function start(prefix: string): LineChild {
    const child = racingChild(url, processes.database, prefix)
    children.push(child)
    return child
  }

  test('lose nothing that was answered when they are killed, and leave no gap and nothing twice', async () => {
    const survivor = start('s')
    const killed: LineChild[] = []
    for (let round = 0; round < 3; round++) {
      const victim = start(`v${round}`)
      killed.push(victim)
      await victim.printed(20 + 15 * round)
      await victim.kill()
      await survivor.printed(survivor.lines.length + 10)
    }
    await survivor.end()

    const log = await processes.open()
    const names: string[] = []
    const next = await foldFrom(log, 'waitlist:a', 1, ({ data }) => {
      names.push((data as unknown as { entryId: string }).entryId)
    })
    expect(next).toBe(names.length + 1)
    expect(new Set(names).size).toBe(names.length)
    const there = new Set(names)
    const answered = [survivor, ...killed].flatMap(({ lines }) =>
      lines.filter((line) => line !== 'ready' && !line.startsWith('refused')),
    )
    expect(answered.filter((name) => !there.has(name))).toEqual([])
    // Who is still there is answered all the time, or told that the other one was faster.
    expect(survivor.lines.filter((line) => line.startsWith('refused') && line !== 'refused WL_ERR_BUSY')).toEqual([])
    for (const name of names.slice(-50))
      expect(await log.command(name)).toMatchObject({ hash: name, receipt: { name } })

    // All of it is published by whoever comes next, in order.
    const published: number[] = []
    const relay = createRelay({
      log,
      publish: async (events) => void published.push(...events.map((one) => one.version)),
    })
    await relay.idle()
    expect(published).toEqual(names.map((_, at) => at + 1))
  })
})
