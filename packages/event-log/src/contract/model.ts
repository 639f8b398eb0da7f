import { expect, test } from '@jest/globals'
import type { RecordedEvent } from '@waitlist/contracts'
import fc from 'fast-check'
import { foldFrom } from '../following.ts'
import type { AppendResult, EventLog } from '../port.ts'
import { commit, followed } from './harness.ts'

type CommitPlan = {
  readonly stream: number
  /** How far the first version is off the right one. */
  readonly off: number
  readonly events: number
  readonly command: number | null
  readonly wakeAt: number | null | undefined
}

const own = (stream: number) => `waitlist:s${stream}`
const theirs = (stream: number) => `release:s${stream}`
const stream = fc.integer({ min: 0, max: 2 })

const steps = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        step: fc.constant('append' as const),
        commits: fc.uniqueArray(
          fc.record({
            stream,
            off: fc.constantFrom(0, 0, 0, 0, -1, 1),
            events: fc.integer({ min: 1, max: 3 }),
            command: fc.option(fc.integer({ min: 0, max: 9 })),
            wakeAt: fc.constantFrom(undefined, null, 10, 20, 30),
          }),
          { selector: (plan) => plan.stream, minLength: 1, maxLength: 3 },
        ),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        step: fc.constant('replicate' as const),
        events: fc.array(fc.record({ stream, version: fc.integer({ min: 1, max: 8 }) }), {
          minLength: 1,
          maxLength: 4,
        }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ step: fc.constant('wake' as const), stream, at: fc.constantFrom(null, 5, 15) }),
    },
    { weight: 2, arbitrary: fc.record({ step: fc.constant('clear' as const), which: fc.nat(5) }) },
    { weight: 1, arbitrary: fc.record({ step: fc.constant('checkpoint' as const), value: fc.nat(50) }) },
    { weight: 1, arbitrary: fc.record({ step: fc.constant('reopen' as const) }) },
  ),
  { maxLength: 40 },
)

/** The same log, said as simply as possible. */
function createModel() {
  const scan: string[] = []
  const heads = new Map<string, number>()
  const arrived = new Map<string, Set<number>>()
  const commands = new Map<string, string>()
  const wakes = new Map<string, number>()
  const pending: string[] = []
  const head = (name: string) => heads.get(name) ?? 0

  function place(name: string): void {
    heads.set(name, head(name) + 1)
    scan.push(`${name}@${head(name)}`)
  }

  function wake(name: string, at: number | null): void {
    if (at === null) wakes.delete(name)
    else wakes.set(name, at)
  }

  return {
    ...{ scan, heads, commands, wakes, pending, head, wake },
    checkpoint: 0,
    append(plan: CommitPlan, id: string): AppendResult['status'] {
      const name = own(plan.stream)
      if (plan.off !== 0) return 'conflict'
      if (plan.command !== null && commands.has(`key-${plan.command}`)) return 'duplicate'
      if (plan.command !== null) commands.set(`key-${plan.command}`, name)
      for (let at = 0; at < plan.events; at++) place(name)
      if (plan.wakeAt !== undefined) wake(name, plan.wakeAt)
      pending.push(id)
      return 'committed'
    },
    replicate(name: string, version: number): void {
      const seen = arrived.get(name) ?? new Set()
      arrived.set(name, seen.add(version))
      while (seen.has(head(name) + 1)) place(name)
    },
    highest: (name: string) => Math.max(head(name), ...(arrived.get(name) ?? [])),
  }
}

type Model = ReturnType<typeof createModel>

async function compare(log: EventLog, model: Model): Promise<void> {
  const ids = (events: readonly RecordedEvent[]) => events.map(({ id }) => id)
  const all = await log.readAll(0, 1000)
  expect(ids(all.map(({ event }) => event))).toEqual(model.scan)
  const some = all[Math.floor(all.length / 2)]
  if (some)
    expect(await log.readAll(some.position, 1000)).toEqual(all.filter(({ position }) => position > some.position))
  expect(await log.position()).toBe(all.at(-1)?.position ?? 0)
  for (const key of ['s0', 's1', 's2']) {
    const ofKey = await log.readAll(0, 1000, { key })
    expect(ids(ofKey.map(({ event }) => event))).toEqual(model.scan.filter((id) => id.includes(`:${key}@`)))
    for (const name of [`waitlist:${key}`, `release:${key}`]) {
      expect(await log.head(name)).toBe(model.highest(name))
      const folded: string[] = []
      await foldFrom(log, name, 1, ({ id }) => folded.push(id))
      expect(folded).toEqual(model.scan.filter((id) => id.startsWith(`${name}@`)))
    }
  }
  for (let key = 0; key <= 9; key++) {
    const found = await log.command(`key-${key}`)
    expect(found?.stream).toBe(model.commands.get(`key-${key}`))
  }
  const owing = await log.owing('waitlist:', 100, 100)
  expect(Object.fromEntries(owing.map(({ stream: name, wakeAt }) => [name, wakeAt]))).toEqual(
    Object.fromEntries(model.wakes),
  )
  expect(owing.map(({ wakeAt }) => wakeAt)).toEqual([...model.wakes.values()].sort((a, b) => a - b))
  expect(await log.nextWake('waitlist:')).toBe(owing[0]?.wakeAt)
  expect((await log.pending(1000)).map(({ id }) => id)).toEqual(model.pending)
  expect(await log.checkpoint('group')).toBe(model.checkpoint)
  const listed = await log.streams('waitlist:', '', 10)
  const expected = [0, 1, 2]
    .map((at) => ({ stream: own(at), version: model.head(own(at)) }))
    .filter(({ version }) => version > 0)
  expect(listed).toEqual(expected)
}

/** Any history, compared step by step with a log that is nothing but arrays and maps. */
export function modelContract(
  open: () => EventLog,
  reopen: () => Promise<EventLog>,
  fresh: () => Promise<void>,
  numRuns: number,
): void {
  test('after any steps, everything the log says is what a simple model of it says', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (history) => {
        await fresh()
        let log = open()
        const model = createModel()
        for (const step of history) {
          if (step.step === 'append') {
            const commits = step.commits.map((plan) => {
              const names = Array.from({ length: plan.events }, (_, at) => `e${at}`)
              const commands =
                plan.command === null ? [] : [{ id: `key-${plan.command}`, hash: 'h', receipt: plan.stream }]
              const wake = plan.wakeAt === undefined ? {} : { wakeAt: plan.wakeAt }
              return commit(own(plan.stream), model.head(own(plan.stream)) + 1 + plan.off, names, { commands, ...wake })
            })
            const results = await log.append(commits)
            const expected = step.commits.map((plan, at) => model.append(plan, commits[at]?.id ?? ''))
            expect(results.map(({ status }) => status)).toEqual(expected)
          } else if (step.step === 'replicate') {
            await log.replicate(step.events.map((one) => followed(theirs(one.stream), one.version)))
            for (const one of step.events) model.replicate(theirs(one.stream), one.version)
          } else if (step.step === 'wake') {
            await log.setWake(own(step.stream), step.at)
            model.wake(own(step.stream), step.at)
          } else if (step.step === 'clear') {
            const found = (await log.pending(1000))[step.which]
            await log.clearPending(found ? [found] : [])
            model.pending.splice(step.which, 1)
          } else if (step.step === 'checkpoint') {
            await log.setCheckpoint('group', step.value)
            model.checkpoint = step.value
          } else {
            log = await reopen()
          }
        }
        await compare(log, model)
        log = await reopen()
        await compare(log, model)
      }),
      { numRuns },
    )
  })
}
