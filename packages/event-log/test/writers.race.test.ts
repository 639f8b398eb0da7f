import { afterAll, afterEach, describe, expect, test } from '@jest/globals'
import { describeWith } from '@waitlist/testkit/engines/describe-with'
import { createFakeClock } from '@waitlist/testkit/world/fake-clock'
import fc from 'fast-check'
import { tally } from '../src/contract/tally.ts'
import { type Answer, add, ended, fate, keyed, type TallyWriter } from '../src/contract/writer-rig.ts'
import type { LogHarness } from '../src/contract.ts'
import type { EventLog } from '../src/port.ts'
import { createWriter } from '../src/writer/writer.ts'
import { createDice, type Dice, linger } from './dice.ts'
import { memoryHarness } from './memory-harness.ts'
import { closeShared, mongoHarness } from './mongo-harness.ts'
import { sqliteHarness } from './sqlite-harness.ts'

const DOES_NOT_FAIL = new Set(['onGrowth', 'close'])

/** A log that takes its time, and fails now and then: before it did something, or after. */
function chaotic(log: EventLog, dice: Dice, oneIn: number): EventLog {
  const calls = Object.entries(log).map(([name, call]) => {
    const method = call as (...given: unknown[]) => Promise<unknown>
    if (DOES_NOT_FAIL.has(name)) return [name, method]
    return [
      name,
      async (...given: unknown[]) => {
        await linger(dice, 3)
        const fails = dice(oneIn) === 0
        if (fails && dice(2) === 0) throw new Error(`${name} failed`)
        const result = await method(...given)
        await linger(dice, 3)
        if (fails) throw new Error(`${name} failed afterwards`)
        return result
      },
    ]
  })
  return Object.fromEntries(calls) as EventLog
}

type Outcome = { readonly name: string; readonly code: string; readonly place: number | undefined }

const plans = fc.record({
  seed: fc.integer({ min: 0, max: 2 ** 31 }),
  writers: fc.integer({ min: 1, max: 3 }),
  commands: fc.integer({ min: 1, max: 40 }),
  oneIn: fc.constantFrom(4, 10, 1000),
})

function writersThatRace(create: () => LogHarness, numRuns: number): void {
  let harness: LogHarness | undefined
  afterEach(async () => {
    await harness?.dispose()
    harness = undefined
  })

  async function race({
    seed,
    writers,
    commands,
    oneIn,
  }: {
    seed: number
    writers: number
    commands: number
    oneIn: number
  }) {
    await harness?.dispose()
    harness = create()
    const truth = harness.open()
    const dice = createDice(seed)
    const clock = createFakeClock(1_000_000)
    const decider = tally as never
    const open = () =>
      createWriter({ log: chaotic(truth, dice, oneIn), decider, kind: 'waitlist', clock, patience: 500 }) as TallyWriter
    const all = Array.from({ length: writers }, open)

    async function join(at: number): Promise<Outcome> {
      await linger(dice, 30)
      const writer = all[dice(writers)] as TallyWriter
      const stream = `waitlist:${dice(2)}`
      // Every name is tried twice, half of them with a key.
      const name = `n${at % Math.ceil(commands / 2)}`
      const command = { do: 'add', name, events: 1 + dice(3) } as const
      const joining =
        dice(2) === 0
          ? add(writer, name, { stream })
          : writer.execute<Answer>(stream, command, keyed(`${stream}-${name}`))
      const code = await fate(joining)
      const place = code === 'answered' ? (await joining).receipt.place : undefined
      return { name: `${stream}/${name}`, code, place }
    }

    const outcomes = await ended(clock, Promise.all(Array.from({ length: commands }, (_, at) => join(at))))
    await ended(clock, Promise.all(all.map((writer) => writer.close())))
    return { outcomes, truth }
  }

  test('an answered command is there once, at its place; a refused one only where busy leaves it open', async () => {
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        const { outcomes, truth } = await race(plan)
        for (const stream of ['waitlist:0', 'waitlist:1']) {
          const events = await truth.read(stream, 1, 10_000)
          expect(events.map(({ version }) => version)).toEqual(events.map((_, at) => at + 1))
          const state = events.reduce(tally.evolve, tally.initialState(stream))
          expect(new Set(state.names).size).toBe(state.names.length)
          for (const [at, name] of state.names.entries()) {
            const tried = outcomes.filter((one) => one.name === `${stream}/${name}`)
            const answered = tried.filter(({ code }) => code === 'answered')
            for (const { place } of answered) expect(place).toBe(at + 1)
            if (answered.length === 0) expect(tried.map(({ code }) => code)).toContain('WL_ERR_BUSY')
          }
          for (const { name, code } of outcomes) {
            if (!name.startsWith(`${stream}/`) || code === 'WL_ERR_BUSY') continue
            expect(['answered', 'WL_ERR_ALREADY_JOINED']).toContain(code)
            expect(state.names).toContain(name.slice(stream.length + 1))
          }
        }
      }),
      { numRuns },
    )
  })
}

describe('writers that race on sqlite', () => writersThatRace(sqliteHarness, 30))
describe('writers that race in memory', () => writersThatRace(memoryHarness, 200))
describeWith('mongo', 'writers that race on MongoDB', (url) => {
  afterAll(closeShared)
  writersThatRace(() => mongoHarness(url), 8)
})
