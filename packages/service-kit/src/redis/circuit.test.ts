import { describe, expect, test } from '@jest/globals'
import { type Logger, silentLogger } from '@waitlist/event-log'
import { createFakeClock } from '@waitlist/testkit/world/fake-clock'
import { createCircuit } from './circuit.ts'

class Refusal extends Error {}

function rig() {
  const clock = createFakeClock()
  const said: string[] = []
  const keep = (fields: object, message: string) =>
    void said.push(`${message}: ${(fields as { reason?: string }).reason ?? '-'}`)
  const logger: Logger = { ...silentLogger, info: keep, warn: keep }
  const isAnswer = (error: unknown) => error instanceof Refusal
  const circuit = createCircuit({ clock, logger, engine: { engine: 'redis' }, isAnswer })
  let calls = 0
  /** What a call comes to: the error's name when it rejects. */
  const run = async (work: () => Promise<unknown>) => {
    const counted = () => {
      calls += 1
      return work()
    }
    return circuit.run(50, counted).catch((error: Error) => error.name)
  }
  const fail = (error: Error) => () => Promise.reject(error)
  return { clock, said, circuit, run, fail, calls: () => calls }
}

const AWAY = 'an engine is away; going on without it'
const BACK = 'an engine is back'

describe('an engine', () => {
  test('that answers is asked each time, and nothing is said', async () => {
    const { run, said, circuit } = rig()
    expect([await run(async () => 1), await run(async () => 2)]).toEqual([1, 2])
    expect([said, circuit.available]).toEqual([[], true])
  })

  test('that fails is not asked again until it is time, and both are said once', async () => {
    const { run, fail, said, circuit, clock, calls } = rig()
    expect(await run(fail(new Error('connection reset')))).toBe('Error')
    expect([await run(async () => 1), await run(async () => 1)]).toEqual(['AwayError', 'AwayError'])
    expect([calls(), circuit.available]).toEqual([1, false])
    clock.advance(100)
    expect(await run(async () => 2)).toBe(2)
    expect([await run(async () => 3), circuit.available]).toEqual([3, true])
    expect(said).toEqual([`${AWAY}: connection reset`, `${BACK}: -`])
  })

  test('that goes on failing is asked less and less often, every five seconds in the end', async () => {
    const { run, fail, clock, calls } = rig()
    const gaps: number[] = []
    for (let asked = 0; asked < 9; asked += 1) {
      let gap = 0
      for (const before = calls(); calls() === before; gap += 50) {
        await run(fail(new Error('gone')))
        clock.advance(50)
      }
      gaps.push(gap)
    }
    expect(gaps).toEqual([50, 100, 200, 400, 800, 1600, 3200, 5000, 5000])
  })

  test('that does not answer in time is away, whatever it says later', async () => {
    const { run, said, clock } = rig()
    const late = Promise.withResolvers<number>()
    const answer = run(() => late.promise)
    clock.advance(50)
    expect(await answer).toBe('Error')
    late.resolve(1)
    await late.promise
    expect(said).toEqual([`${AWAY}: no answer within 50 ms`])
  })

  test('is tried by one call at a time while it is away', async () => {
    const { run, fail, clock, calls } = rig()
    await run(fail(new Error('gone')))
    clock.advance(100)
    const late = Promise.withResolvers<number>()
    const trial = run(() => late.promise)
    expect([await run(async () => 1), await run(async () => 1)]).toEqual(['AwayError', 'AwayError'])
    late.resolve(7)
    expect([await trial, await run(async () => 8), calls()]).toEqual([7, 8, 3])
  })

  test('that refuses a command is there; each kind of refusal is said once a minute', async () => {
    const { run, fail, said, circuit, clock } = rig()
    for (const text of ['OOM no memory', 'OOM no memory', 'READONLY a replica'])
      expect(await run(fail(new Refusal(text)))).toBe('Error')
    expect(circuit.available).toBe(true)
    clock.advance(60_000)
    await run(fail(new Refusal('OOM no memory')))
    expect(said.map((line) => line.split(': ')[1])).toEqual(['OOM no memory', 'READONLY a replica', 'OOM no memory'])
  })

  test('may be said to be away or back by whoever knows', async () => {
    const { run, said, circuit } = rig()
    circuit.trip('closed')
    circuit.trip('closed again')
    expect(await run(async () => 1)).toBe('AwayError')
    circuit.recover()
    circuit.recover()
    expect(await run(async () => 1)).toBe(1)
    expect(said).toEqual([`${AWAY}: closed`, `${BACK}: -`])
  })
})
