import { describe, expect, test } from '@jest/globals'
import type { RecordedEvent } from '@waitlist/contracts'
import { createFakeClock, type FakeClock } from '@waitlist/testkit/world/fake-clock'
import fc from 'fast-check'
import { commit } from '../src/contract/harness.ts'
import { type TallyCommand, tally } from '../src/contract/tally.ts'
import { cause, ended, fate, keyed, rest, type TallyWriter } from '../src/contract/writer-rig.ts'
import { createMemoryLog, type MemoryLog } from '../src/memory/memory-log.ts'
import { createMemoryStorage, type MemoryStorage } from '../src/memory/memory-storage.ts'
import { createWriter } from '../src/writer/writer.ts'
import { createDice, type Dice, linger } from './dice.ts'

type Data = {
  readonly entryId: string
  readonly debts?: unknown[]
  readonly laterAt?: number
  readonly follows?: number
}
type Process = { readonly log: MemoryLog; readonly writer: TallyWriter }

const STREAM = 'waitlist:a'

/** Recounts a stream by other code than the decider's: that nothing was paid that was not owed, and nothing twice. */
function audit(
  events: readonly RecordedEvent[],
  followed: number,
): { readonly unpaid: number; readonly laterAt: number | undefined } {
  let debts = 0
  let laterAt: number | undefined
  const paid = new Set<number>()
  for (const [at, { version, time, data: any }] of events.entries()) {
    const data = any as unknown as Data
    expect(version).toBe(at + 1)
    expect(time).toBeGreaterThanOrEqual(events[at - 1]?.time ?? 0)
    debts += data.debts?.length ?? 0
    laterAt = data.laterAt ?? laterAt
    if (!data.entryId.startsWith('paid')) continue
    if (data.follows !== undefined) {
      expect(paid.has(data.follows)).toBe(false)
      expect(data.follows).toBeLessThanOrEqual(followed)
      paid.add(data.follows)
    } else if (debts > 0) {
      debts -= 1
    } else {
      expect(time).toBeGreaterThanOrEqual(laterAt as number)
      laterAt = undefined
    }
  }
  return { unpaid: debts + followed - paid.size, laterAt }
}

function startProcess(storage: MemoryStorage, clock: FakeClock, dice: Dice, oneIn: number): Process {
  const log = createMemoryLog(storage, {
    pause: () => linger(dice, 4),
    fail: () => (dice(oneIn) > 0 ? undefined : dice(2) === 0 ? 'before' : 'after'),
  })
  const writer = createWriter({ log, decider: tally as never, kind: 'waitlist', clock, patience: 300 }) as TallyWriter
  void writer.start()
  return { log, writer }
}

const plans = fc.record({
  seed: fc.integer({ min: 0, max: 2 ** 31 }),
  steps: fc.integer({ min: 5, max: 60 }),
  oneIn: fc.constantFrom(3, 8, 50),
})

describe('a writer that is killed and started again, on a log that fails', () => {
  test('answers nothing that is not there, and the same each time, pays what it owes exactly once, and owes nothing in the end', async () => {
    await fc.assert(
      fc.asyncProperty(plans, async ({ seed, steps, oneIn }) => {
        const storage = createMemoryStorage()
        const clock = createFakeClock(1_000_000)
        const dice = createDice(seed)
        const truth = createMemoryLog(storage)
        const answered: string[] = []
        const asked = new Map<string, TallyCommand>()
        const open: Promise<unknown>[] = []
        let followed = 0
        let running = startProcess(storage, clock, dice, oneIn)

        const command = (at: number): TallyCommand =>
          (
            [
              { do: 'add', name: `n${at}` },
              { do: 'owe', payments: 1 + dice(dice(4) === 0 ? 700 : 5) },
              { do: 'later', at: clock.now() + dice(900) },
            ] as const
          )[dice(3)] as TallyCommand

        for (let at = 0; at < steps; at++) {
          const act = dice(10)
          if (act === 0) {
            running.log.sever()
            running = startProcess(storage, clock, dice, oneIn)
          } else if (act <= 2) {
            followed += 1
            await truth.append([commit('release:a', followed, [`r${followed}`])])
            open.push(fate(running.writer.poke(STREAM)))
          } else {
            const key = `key-${at}`
            asked.set(key, command(at))
            const asking = running.writer.execute(STREAM, asked.get(key) as TallyCommand, keyed(key))
            open.push(fate(asking).then((code) => code === 'answered' && answered.push(key)))
          }
          await linger(dice, 12)
          clock.advance(dice(200))
        }

        // The faults stop: one more restart, and everything owed is done.
        running.log.sever()
        await ended(clock, Promise.all(open))
        const last = startProcess(storage, clock, () => 1, 2)
        await ended(clock, last.writer.poke(STREAM))
        clock.advance(1000)
        await rest()
        await ended(clock, last.writer.execute(STREAM, { do: 'nothing' }, { cause }))
        const first: unknown[] = []
        const retried: unknown[] = []
        for (const [key, again] of asked) {
          const record = await truth.command(key)
          if (record === undefined) continue
          first.push(record.receipt)
          const answer = await ended(clock, last.writer.execute<{ receipt: unknown }>(STREAM, again, keyed(key)))
          retried.push(answer.receipt)
        }
        await last.writer.close()

        const events = await truth.read(STREAM, 1, 100_000)
        expect(audit(events, followed)).toEqual({ unpaid: 0, laterAt: undefined })
        for (const key of answered) expect(await truth.command(key)).toBeDefined()
        expect(retried).toEqual(first)
        expect(await truth.nextWake('waitlist:')).toBeUndefined()
      }),
      { numRuns: 60 },
    )
  })
})
