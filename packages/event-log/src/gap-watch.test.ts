import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from '@jest/globals'
import { recordTelemetry } from '@waitlist/testkit/telemetry/record'
import { createFakeClock } from '@waitlist/testkit/world/fake-clock'
import { followed } from './contract/harness.ts'
import { createGapWatch, eventsIn, type Gap, watched } from './gap-watch.ts'
import { silentLogger } from './logger.ts'
import { createMemoryLog } from './memory/memory-log.ts'
import { createMemoryStorage } from './memory/memory-storage.ts'

function watch(given: { failing?: number } = {}) {
  const clock = createFakeClock()
  const asked: Gap[] = []
  const said: string[] = []
  let failing = given.failing ?? 0
  const own = createMemoryLog(createMemoryStorage())
  const gaps = createGapWatch({
    log: own,
    clock,
    logger: {
      ...silentLogger,
      warn: (gap, text) => void said.push(`warn ${Reflect.get(gap, 'from')}: ${text}`),
      error: (gap, text) => void said.push(`error ${Reflect.get(gap, 'from')}: ${text}`),
    },
    async ask(gap) {
      if (failing-- > 0) throw new Error('the bus is away')
      asked.push(gap)
    },
  })
  const log = watched(own, gaps)
  async function pass(ms: number): Promise<void> {
    clock.advance(ms)
    for (let round = 0; round < 10; round++) await setImmediate()
  }
  const come = (...versions: number[]) => log.replicate(versions.map((version) => followed('release:a', version)))
  return { log, asked, said, pass, come, gaps, clock }
}

describe('a watch for gaps', () => {
  test('asks for what did not come within five seconds', async () => {
    const { asked, pass, come } = watch()
    await come(1, 2, 5)
    await pass(4_999)
    expect(asked).toEqual([])
    await pass(1)
    expect(asked).toEqual([{ stream: 'release:a', from: 3, to: 4 }])
  })

  test('asks for nothing that only came late, or out of order', async () => {
    const { asked, pass, come } = watch()
    await come(2)
    await come(1, 4)
    await pass(2_000)
    await come(3)
    await pass(60_000)
    expect(asked).toEqual([])
  })

  test('asks for nothing that has been missing for a moment only, however long others were', async () => {
    const { asked, pass, come } = watch()
    await come(2)
    await pass(4_900)
    await come(1, 4)
    await pass(4_900)
    await come(3, 6)
    await pass(4_900)
    expect(asked).toEqual([])
    await pass(5_000)
    await pass(5_000)
    expect(asked).toEqual([{ stream: 'release:a', from: 5, to: 5 }])
  })

  test('asks for nothing when the last of it comes while it looks', async () => {
    const { log, asked, pass, come, gaps, clock } = watch()
    await come(1, 2)
    const head = log.head
    const late = createGapWatch({
      log: {
        read: log.read,
        // The fold is over, and the next event comes before the head is asked for.
        async head(stream) {
          await come(3)
          return head(stream)
        },
      },
      clock,
      logger: silentLogger,
      ask: async (gap) => void asked.push(gap),
    })
    late.saw([followed('release:a', 2)])
    await pass(5_000)
    expect(asked).toEqual([])
    late.close()
    gaps.close()
  })

  test('asks again until it came, also when asking fails', async () => {
    const { asked, pass, come, clock } = watch({ failing: 1 })
    await come(2)
    await pass(5_000)
    expect(asked).toEqual([])
    await pass(5_000)
    await pass(5_000)
    expect(asked).toEqual(Array(2).fill({ stream: 'release:a', from: 1, to: 1 }))
    await come(1)
    await pass(5_000)
    expect(asked).toHaveLength(2)
    expect(clock.untilNext()).toBeUndefined()
  })

  test('calls an error only what was asked for and still does not come', async () => {
    const { said, pass, come } = watch()
    await come(2, 4)
    await pass(5_000)
    expect(said).toEqual([expect.stringMatching(/^warn 1: .*did not come in time/)])
    await pass(5_000)
    expect(said.slice(1)).toEqual([expect.stringMatching(/^error 1: .*still missing/)])
    await come(1)
    await pass(5_000)
    await pass(5_000)
    expect(said.slice(2)).toEqual([expect.stringMatching(/^warn 3: /)])
  })

  test.each([
    [[1, 2, 3], []],
    [[1, 3], [{ stream: 'release:a', from: 2, to: 2 }]],
  ])('looks at a stream that a process meets in its middle, when %j came before', async (versions, expected) => {
    const { log, come } = watch()
    await come(...versions)
    const asked: Gap[] = []
    const clock = createFakeClock()
    const later = createGapWatch({ log, clock, logger: silentLogger, ask: async (gap) => void asked.push(gap) })
    later.saw([followed('release:a', 3)])
    // The first look is to know what is missing, the second one to see that it still is.
    for (let look = 0; look < 2; look++) {
      clock.advance(5_000)
      for (let round = 0; round < 10; round++) await setImmediate()
    }
    later.close()
    expect(asked).toEqual(expected)
  })

  test('asks for nothing any more once it is closed', async () => {
    const { asked, pass, come, gaps, clock } = watch()
    await come(3)
    gaps.close()
    await pass(10_000)
    expect(asked).toEqual([])
    expect(clock.untilNext()).toBeUndefined()
  })

  test('the owner finds what is asked for', async () => {
    const { log, come } = watch()
    await come(1, 2, 3, 4, 5)
    const found = await eventsIn(log, { stream: 'release:a', from: 2, to: 4 })
    expect(found.map(({ version }) => version)).toEqual([2, 3, 4])
  })
})

test('alarms are counted by the kind of stream', async () => {
  const recorded = recordTelemetry()
  const { pass, come } = watch()
  await come(1, 2, 5)
  await pass(5_000)
  expect(await recorded.points('waitlist.gaps')).toMatchObject([
    { attributes: { 'waitlist.stream.kind': 'release' }, value: 1 },
  ])
  await recorded.stop()
})
