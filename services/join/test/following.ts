import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { createMemoryLog, createMemoryStorage, type MemoryStorage } from '@waitlist/event-log'
import { eventId } from '@waitlist/line/example-events'
import { eventually } from '@waitlist/testkit/engines/eventually'
import { configure, leave, service } from '../src/domain/example-commands.ts'
import type { PositionStore } from '../src/positions/port.ts'
import { type JoinProcess, joins, open, type ProcessOptions, startProcess, stream, truth } from './processes.ts'

export type FollowedStore = { readonly store: PositionStore; flush(): Promise<void> }

/** How a model follows the processes that write, and how those who do not own an event ask it. */
export function followsWaitlists(create: () => FollowedStore): void {
  let storage: MemoryStorage
  let followed: FollowedStore
  const running: JoinProcess[] = []
  const start = (options: Partial<ProcessOptions> & { readonly owns: boolean }) => {
    const process = startProcess({ storage, store: followed.store, ...options })
    running.push(process)
    return process
  }
  beforeEach(() => {
    storage = createMemoryStorage()
    followed = create()
  })
  afterEach(() => Promise.all(running.splice(0).map((process) => process.close())))

  /** Until the model is where the log is. */
  const caughtUp = () =>
    eventually('the model', async () => {
      const [version, head] = [await followed.store.version(eventId), await createMemoryLog(storage).head(stream)]
      return version === head
    })
  /** Asks processes that have nothing at hand, and compares with a fold of the log, until one got all from where it should. */
  async function expectTruth(customerIds: readonly string[], fromModel: boolean) {
    const expected = await truth(storage, customerIds)
    const told: unknown[] = []
    await eventually(`answers ${fromModel ? '' : 'not '}from the model`, async () => {
      const stranger = start({ owns: false })
      const answers = []
      for (const customerId of customerIds) answers.push(await stranger.ask(customerId))
      told.push(answers)
      return fromModel ? stranger.ownReads === 0 : stranger.ownReads > 0
    })
    // Wherever they came from, they were true.
    expect(told).toEqual(told.map(() => expected))
  }

  test('who does not own an event replies from the model, as the owner would', async () => {
    const owner = start({ owns: true })
    await owner.execute(open(), ...joins(0, 30))
    await owner.execute(leave('c-3', { actor: service }), leave('c-4', { actor: service }))
    await caughtUp()
    await expectTruth(['c-0', 'c-3', 'c-4', 'c-5', 'c-29', 'nobody'], true)
  })

  test('who owns an event, or has it loaded, replies from the own state', async () => {
    const [owner, stranger] = [start({ owns: true }), start({ owns: false })]
    await owner.execute(open(), ...joins(0, 3))
    await caughtUp()
    expect((await owner.ask('c-1')).active).toMatchObject([{ position: 2 }])
    await stranger.writer.poke(stream)
    expect((await stranger.ask('c-1')).active).toMatchObject([{ position: 2 }])
    expect([owner.ownReads, stranger.ownReads]).toEqual([1, 1])
  })

  test('a model that stays behind the log is not believed', async () => {
    const owner = start({ owns: true })
    await owner.execute(open(), ...joins(0, 3))
    await caughtUp()
    // It goes on in a process that tells nobody.
    const mute = { ...followed.store, put: () => Promise.reject(new Error('mute')) }
    await start({ owns: true, store: mute }).execute(leave('c-0', { actor: service }))
    await expectTruth(['c-0', 'c-1', 'c-2'], false)
  })

  test('what others wrote meanwhile is looked up in the log', async () => {
    const owner = start({ owns: true })
    await owner.execute(open(), ...joins(0, 10))
    await caughtUp()
    const mute = { ...followed.store, put: () => Promise.reject(new Error('mute')) }
    await start({ owns: true, store: mute }).execute(...joins(10, 20), leave('c-0', { actor: service }))
    await owner.execute(...joins(20, 21))
    await caughtUp()
    await expectTruth(['c-0', 'c-1', 'c-15', 'c-20'], true)
  })

  test('a flush costs the answers nothing but speed, and the next change brings everything back', async () => {
    const owner = start({ owns: true })
    await owner.execute(open(), ...joins(0, 50))
    await caughtUp()
    await followed.flush()
    await expectTruth(['c-0', 'c-49'], false)
    await owner.execute(...joins(50, 51))
    await caughtUp()
    await expectTruth(['c-0', 'c-49', 'c-50'], true)
  })

  test('a flush while everybody joins, too', async () => {
    const owner = start({ owns: true })
    await owner.execute(open())
    for (let from = 0; from < 3000; from += 300) {
      await owner.execute(...joins(from, from + 300))
      if (from % 900 === 0) await followed.flush()
    }
    await caughtUp()
    await expectTruth(['c-0', 'c-1499', 'c-2999'], true)
  })

  test('two processes that both write make one model', async () => {
    const [one, other] = [start({ owns: true }), start({ owns: true })]
    await one.execute(open())
    for (let from = 0; from < 400; from += 40) {
      await Promise.all([one.execute(...joins(from, from + 20)), other.execute(...joins(from + 20, from + 40))])
    }
    await caughtUp()
    await expectTruth(['c-0', 'c-19', 'c-20', 'c-219', 'c-399'], true)
  })

  test('another policy sorts everybody anew', async () => {
    const owner = start({ owns: true })
    await owner.execute(open(), ...joins(0, 20))
    await caughtUp()
    await owner.execute(
      configure({ actor: service, input: { policy: { kind: 'priority', tiers: ['vip', 'standard'] } } }),
    )
    await caughtUp()
    await expectTruth(['c-0', 'c-1', 'c-15', 'c-19'], true)
  })

  test('a model of a log that is no more is not believed, and is replaced', async () => {
    const before = start({ owns: true })
    await before.execute(open(), ...joins(0, 30))
    await caughtUp()
    await before.close()
    storage = createMemoryStorage()
    await expectTruth(['c-1'], false)
    const owner = start({ owns: true })
    await owner.execute(open(), ...joins(1, 3))
    await caughtUp()
    await expectTruth(['c-0', 'c-1', 'c-2'], true)
  })

  test('twenty thousand entries are told in parts, while more join', async () => {
    const mute = { ...followed.store, put: () => Promise.reject(new Error('mute')) }
    const crowd = start({ owns: true, store: mute })
    await crowd.execute(open({ maxSize: 100_000 }))
    for (let from = 0; from < 20_000; from += 2000) await crowd.execute(...joins(from, from + 2000))
    const owner = start({ owns: true })
    await owner.execute(...joins(20_000, 20_001))
    for (let from = 20_001; from < 20_501; from += 50) await owner.execute(...joins(from, from + 50))
    await caughtUp()
    await expectTruth(['c-0', 'c-1', 'c-2', 'c-9999', 'c-19999', 'c-20000', 'c-20500'], true)
  })
}
