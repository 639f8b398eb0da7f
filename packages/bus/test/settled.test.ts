import { setImmediate } from 'node:timers/promises'
import { afterEach, describe, expect, test } from '@jest/globals'
import type { RecordedEvent } from '@waitlist/contracts'
import fc from 'fast-check'
import { closed, left } from '../src/contract/events.ts'
import { type Witness, witness } from '../src/contract/harness.ts'
import { type LocalHarness, localOverMemory, localOverSqlite } from './local-harness.ts'

const opened: LocalHarness[] = []
afterEach(async () => {
  for (const harness of opened.splice(0)) await harness.close()
})

function harnessOf(open: () => LocalHarness): LocalHarness {
  const harness = open()
  opened.push(harness)
  return harness
}

/** A bus with these groups; its clock stands still, so that no wait ends by itself. */
async function busWith(open: () => LocalHarness, groups: (harness: LocalHarness) => readonly Witness[]) {
  const harness = harnessOf(open)
  const bus = harness.open()
  for (const { subscription } of groups(harness)) bus.subscribe(subscription)
  await bus.start()
  return { harness, bus }
}

async function isSettled(waiting: Promise<void>): Promise<boolean> {
  let settled = false
  void waiting.then(() => {
    settled = true
  })
  for (let round = 0; round < 50; round++) await setImmediate()
  return settled
}

/** Answers each event of a topic with one on another event's stream, under the same correlation id. */
const reacting =
  (harness: LocalHarness, answer: (event: RecordedEvent) => RecordedEvent | undefined) =>
  async (event: RecordedEvent): Promise<void> => {
    const next = answer(event)
    if (next) await harness.emit([next])
  }

describe.each([
  ['memory', localOverMemory],
  ['sqlite', localOverSqlite],
])('settled, over %s', (_, open) => {
  test('when every group has handled what was caused, step by step', async () => {
    let last: Witness | undefined
    const { harness, bus } = await busWith(open, (on) => {
      last = witness('last', ['WaitlistClosed'])
      const first = witness('first', ['WaitlistLeft'], {
        handle: reacting(on, ({ stream, correlationId }) => {
          const step = Number(stream.slice('waitlist:'.length))
          return step < 5 ? left(1, `${step + 1}`, correlationId) : closed(1, 'end', correlationId)
        }),
      })
      return [first, last]
    })
    await harness.emit([left(1, '1', 'mine')])
    await bus.settled('mine')
    expect(last?.ids).toEqual(['waitlist:end@1'])
  })

  test('without waiting for the groups that nobody awaits', async () => {
    const gate = Promise.withResolvers<void>()
    const { harness, bus } = await busWith(open, () => [
      witness('slow', ['WaitlistLeft'], { awaited: false, handle: () => gate.promise }),
      witness('quick', ['WaitlistLeft']),
    ])
    await harness.emit([left(1, 'a', 'mine')])
    expect(await isSettled(bus.settled('mine'))).toBe(true)
    gate.resolve()
  })

  test('not while an awaited group is at it, and then at the latest in a quarter of a second', async () => {
    const gate = Promise.withResolvers<void>()
    const { harness, bus } = await busWith(open, () => [
      witness('slow', ['WaitlistLeft'], { handle: () => gate.promise }),
    ])
    await harness.emit([left(1, 'a', 'mine')])
    const settled = bus.settled('mine')
    expect(await isSettled(settled)).toBe(false)
    harness.clock.advance(249)
    expect(await isSettled(settled)).toBe(false)
    harness.clock.advance(1)
    expect(await isSettled(settled)).toBe(true)
    gate.resolve()
  })

  test('also for the groups that the topics do not concern', async () => {
    const { harness, bus } = await busWith(open, () => [witness('other', ['WaitlistClosed']), witness('none', [])])
    await harness.emit([left(1, 'a', 'mine')])
    expect(await isSettled(bus.settled('mine'))).toBe(true)
  })

  test('not while an event of it is to be tried again', async () => {
    let away = true
    const { harness, bus } = await busWith(open, () => [
      witness('group', ['WaitlistLeft'], {
        async handle() {
          if (away) throw Object.assign(new Error('away'), { code: 'EAWAY' })
        },
      }),
    ])
    await harness.emit([left(1, 'a', 'mine')])
    const settled = bus.settled('mine')
    expect(await isSettled(settled)).toBe(false)
    away = false
    harness.clock.advance(50)
    expect(await isSettled(settled)).toBe(true)
  })

  test('though others never stop', async () => {
    let running = true
    const { harness, bus } = await busWith(open, (on) => [
      witness('endless', ['WaitlistClosed'], {
        async handle({ version }) {
          await setImmediate()
          if (running) await on.emit([closed(version + 1, 'endless', `other-${version}`)])
        },
      }),
      witness('group', ['WaitlistLeft']),
    ])
    await harness.emit([closed(1, 'endless', 'other-0')])
    for (let version = 1; version <= 5; version++) {
      await harness.emit([left(version, 'a', `mine-${version}`)])
      expect(await isSettled(bus.settled(`mine-${version}`))).toBe(true)
    }
    running = false
  })

  test('at once before the start, after the close, and without groups', async () => {
    const harness = harnessOf(open)
    const bus = harness.open()
    await harness.emit([left(1, 'a', 'mine')])
    await bus.settled('mine')
    await bus.start()
    await bus.settled('mine')
    await bus.close()
    await bus.settled('mine')
    expect(harness.clock.untilNext()).toBeUndefined()
  })
})

/** What an event causes. */
type Tree = readonly Tree[]

const { tree: trees } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof({ maxDepth: 4 }, fc.constant([]), fc.array(tie('tree'), { maxLength: 3 })),
}))

const sizeOf = (tree: Tree): number => tree.reduce((sum, child) => sum + sizeOf(child), 1)

/** Emits an event for each tree, and under the same correlation id, when one is handled, those that it causes. */
function growing({ emit }: LocalHarness, rounds: () => number) {
  const causes = new Map<string, Tree>()
  const handled = new Map<string, number>()

  async function grow(correlationId: string, planted: Tree): Promise<void> {
    const events = planted.map((tree) => {
      const eventId = `event-${causes.size}`
      causes.set(eventId, tree)
      return left(1, eventId, correlationId)
    })
    if (events.length > 0) await emit(events)
  }

  async function handle({ data, correlationId = '' }: RecordedEvent): Promise<void> {
    for (let round = rounds(); round > 0; round--) await setImmediate()
    await grow(correlationId, causes.get(data.eventId) ?? [])
    handled.set(correlationId, (handled.get(correlationId) ?? 0) + 1)
  }

  return { grow, handle, handled }
}

test('whatever the requests cause, in whatever order, each waits for all of its own', async () => {
  const requests = fc.array(trees, { minLength: 1, maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(requests, fc.infiniteStream(fc.nat(4)), async (planted, delays) => {
      const harness = harnessOf(localOverMemory)
      const { grow, handle, handled } = growing(harness, () => delays.next().value ?? 0)
      const bus = harness.open()
      bus.subscribe(witness('growing', ['WaitlistLeft'], { handle }).subscription)
      bus.subscribe(witness('looking', ['WaitlistLeft']).subscription)
      await bus.start()
      const counts = planted.map(async (tree, at) => {
        await grow(`request-${at}`, [tree])
        await bus.settled(`request-${at}`)
        return handled.get(`request-${at}`)
      })
      expect(await Promise.all(counts)).toEqual(planted.map(sizeOf))
      await bus.close()
    }),
    { numRuns: 60 },
  )
})
