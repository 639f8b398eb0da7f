import { setImmediate } from 'node:timers/promises'
import { afterEach, describe, expect, test } from '@jest/globals'
import { type EventLog, type Logger, silentLogger } from '@waitlist/event-log'
import { closed, left, partings, refund } from '../src/contract/events.ts'
import { pass, until, witness } from '../src/contract/harness.ts'
import { createLocalBus } from '../src/local.ts'
import { type Bus, ParkError } from '../src/port.ts'
import { type LocalHarness, localOverMemory, localOverSqlite } from './local-harness.ts'

const opened: LocalHarness[] = []
const buses: Bus[] = []
afterEach(async () => {
  for (const bus of buses.splice(0)) await bus.close()
  for (const harness of opened.splice(0)) await harness.close()
})

function harnessOf(open: () => LocalHarness): LocalHarness {
  const harness = open()
  opened.push(harness)
  return harness
}

/** A bus on the harness's log as it is changed for the test. */
function busOn(harness: LocalHarness, changed: Partial<EventLog>, logger: Logger = silentLogger): Bus {
  const { clock, parking } = harness
  const bus = createLocalBus({ log: { ...harness.log, ...changed }, parking, clock, logger })
  buses.push(bus)
  return bus
}

describe.each([
  ['memory', localOverMemory],
  ['sqlite', localOverSqlite],
])('progress over %s', (_, open) => {
  test('is saved, so that the next process is given nothing twice', async () => {
    const harness = harnessOf(open)
    const first = harness.open()
    const before = witness('group', ['WaitlistLeft'])
    first.subscribe(before.subscription)
    await first.start()
    await harness.emit(partings(700))
    await until(harness, async () => (await harness.log.checkpoint('group:group')) === 700)
    harness.crash()

    const second = harness.open()
    const after = witness('group', ['WaitlistLeft'])
    second.subscribe(after.subscription)
    await second.start()
    await harness.emit([left(701)])
    await until(harness, () => after.ids.length > 0)
    expect(after.ids).toEqual(['waitlist:a@701'])
  })

  test('counts what does not concern the group, when it stops', async () => {
    const harness = harnessOf(open)
    const bus = harness.open()
    const group = witness('group', ['WaitlistClosed'])
    bus.subscribe(group.subscription)
    await bus.start()
    await harness.emit([closed(1), ...partings(20, 'a', 2)])
    await until(harness, () => group.ids.length === 1)
    await pass(harness)
    expect(await harness.log.checkpoint('group:group')).toBe(21)
    await harness.emit([left(22)])
    await pass(harness)
    await bus.close()
    expect(await harness.log.checkpoint('group:group')).toBe(22)
  })

  test('stays before an event that is set aside, and goes on when it has been handled', async () => {
    const harness = harnessOf(open)
    const bus = harness.open()
    let away = true
    const group = witness('group', ['WaitlistLeft'], {
      async handle({ version }) {
        if (version === 3 && away) throw Object.assign(new Error('away'), { code: 'EAWAY' })
      },
    })
    bus.subscribe(group.subscription)
    await bus.start()
    await harness.emit(partings(5))
    await harness.emit(partings(5, 'a', 6))
    await until(harness, () => group.times('waitlist:a@3') > 3 && group.ids.length === 10)
    expect(await harness.log.checkpoint('group:group')).toBe(2)
    away = false
    await until(harness, async () => (await harness.log.checkpoint('group:group')) === 10)
    expect(group.times('waitlist:a@10')).toBe(1)
  })

  test('goes past a parked event: the next process is not given it', async () => {
    const harness = harnessOf(open)
    const first = harness.open()
    first.subscribe(
      witness('group', ['WaitlistLeft'], { handle: () => Promise.reject(new ParkError('never')) }).subscription,
    )
    await first.start()
    await harness.emit([left(1)])
    await until(harness, async () => (await harness.parking.parked(0, 10)).length === 1)
    await first.close()
    const second = harness.open()
    const after = witness('group', ['WaitlistLeft'])
    second.subscribe(after.subscription)
    await second.start()
    await harness.emit([left(2)])
    await until(harness, () => after.ids.length > 0)
    expect(after.ids).toEqual(['waitlist:a@2'])
    expect((await harness.parking.parked(0, 10))[0]?.origin).toBe('log:1')
  })

  test('of many groups is their own', async () => {
    const harness = harnessOf(open)
    const bus = harness.open()
    const gate = Promise.withResolvers<void>()
    const held = witness('held', ['WaitlistLeft'], { handle: () => gate.promise })
    const free = witness('free', ['WaitlistLeft'])
    bus.subscribe(held.subscription)
    bus.subscribe(free.subscription)
    await bus.start()
    await harness.emit(partings(3))
    await until(harness, async () => (await harness.log.checkpoint('group:free')) === 3)
    expect(await harness.log.checkpoint('group:held')).toBe(0)
    gate.resolve()
    await until(harness, async () => (await harness.log.checkpoint('group:held')) === 3)
  })
})

describe('handing over', () => {
  test('does not wait for one event before it gives the next of the chunk', async () => {
    const harness = harnessOf(localOverMemory)
    const bus = harness.open()
    const gate = Promise.withResolvers<void>()
    const group = witness('group', ['WaitlistLeft'], { handle: () => gate.promise })
    bus.subscribe(group.subscription)
    await harness.emit(partings(400))
    await bus.start()
    await until(harness, () => group.ids.length === 400)
    expect(group.events).toEqual(partings(400))
    gate.resolve()
  })

  test('waits for a chunk before it gives the next: no group has more than five hundred in hand', async () => {
    const harness = harnessOf(localOverMemory)
    const bus = harness.open()
    const gate = Promise.withResolvers<void>()
    const group = witness('group', ['WaitlistLeft'], { handle: () => gate.promise })
    bus.subscribe(group.subscription)
    await harness.emit(partings(1_300))
    await bus.start()
    await pass(harness)
    expect(group.ids).toHaveLength(500)
    gate.resolve()
    await until(harness, () => group.ids.length === 1_300)
  })

  test('goes on beside events that are tried again, up to a thousand of them', async () => {
    const harness = harnessOf(localOverMemory)
    const bus = harness.open()
    let away = true
    const group = witness('group', ['WaitlistLeft'], {
      async handle() {
        if (away) throw Object.assign(new Error('away'), { code: 'EAWAY' })
      },
    })
    bus.subscribe(group.subscription)
    await harness.emit(partings(1_800))
    await bus.start()
    for (let round = 0; round < 100; round++) await setImmediate()
    expect(group.ids).toHaveLength(1_000)
    away = false
    await until(harness, async () => (await harness.log.checkpoint('group:group')) === 1_800)
    expect(group.ids).toHaveLength(1_800)
  })

  test('reads nothing and sets no timer while nothing happens', async () => {
    const harness = harnessOf(localOverMemory)
    let reads = 0
    const bus = busOn(harness, {
      readAll(...given) {
        reads += 1
        return harness.log.readAll(...given)
      },
    })
    const group = witness('group', ['WaitlistLeft'])
    bus.subscribe(group.subscription)
    await harness.emit(partings(3))
    await bus.start()
    await until(harness, () => group.ids.length === 3)
    await pass(harness)
    expect(reads).toBe(1)
    expect(harness.clock.untilNext()).toBeUndefined()
  })
})

describe('a log that fails', () => {
  test('is read again, with longer and longer waits', async () => {
    const harness = harnessOf(localOverMemory)
    const warnings: object[] = []
    let failures = 4
    const bus = busOn(
      harness,
      {
        readAll(...given) {
          failures -= 1
          return failures >= 0 ? Promise.reject(new Error('no log')) : harness.log.readAll(...given)
        },
      },
      { ...silentLogger, warn: (fields) => void warnings.push(fields) },
    )
    const begun = harness.clock.now()
    const times: number[] = []
    const handle = async () => void times.push(harness.clock.now() - begun)
    bus.subscribe(witness('group', ['WaitlistLeft'], { handle }).subscription)
    await bus.start()
    await harness.emit(partings(3))
    await until(harness, () => times.length === 3)
    expect(times).toEqual([750, 750, 750])
    expect(warnings).toEqual(Array.from({ length: 4 }, () => ({ group: 'group', reason: 'Error: no log' })))
  })

  test('while the bus is closed does not hold it up', async () => {
    const harness = harnessOf(localOverMemory)
    const bus = busOn(harness, { readAll: () => Promise.reject(new Error('no log')) })
    bus.subscribe(witness('group', ['WaitlistLeft']).subscription)
    await bus.start()
    await harness.emit(partings(1))
    await setImmediate()
    await bus.close()
    expect(harness.clock.untilNext()).toBeUndefined()
  })

  test('to keep a checkpoint stops nobody: it is saved with the next chunk', async () => {
    const harness = harnessOf(localOverMemory)
    let broken = true
    const bus = busOn(harness, {
      setCheckpoint: (name, value) =>
        broken ? Promise.reject(new Error('no disk')) : harness.log.setCheckpoint(name, value),
    })
    const group = witness('group', ['WaitlistLeft'])
    bus.subscribe(group.subscription)
    await bus.start()
    await harness.emit(partings(3))
    await until(harness, () => group.ids.length === 3)
    await pass(harness)
    broken = false
    await harness.emit(partings(3, 'a', 4))
    await until(harness, async () => (await harness.log.checkpoint('group:group')) === 6)
    expect(group.times('waitlist:a@1')).toBe(1)
  })

  test('to give the checkpoint fails the start', async () => {
    const harness = harnessOf(localOverMemory)
    const bus = busOn(harness, { checkpoint: () => Promise.reject(new Error('no disk')) })
    bus.subscribe(witness('group', ['WaitlistLeft']).subscription)
    await expect(bus.start()).rejects.toThrow('no disk')
  })
})

describe('subscribing', () => {
  test('twice under one name is refused', () => {
    const bus = harnessOf(localOverMemory).open()
    bus.subscribe(witness('group', ['WaitlistLeft']).subscription)
    expect(() => bus.subscribe(witness('group', ['WaitlistClosed']).subscription)).toThrow('group subscribes twice')
  })

  test('after the start is refused', async () => {
    const bus = harnessOf(localOverMemory).open()
    await bus.start()
    expect(() => bus.subscribe(witness('late', ['WaitlistLeft']).subscription)).toThrow('late')
  })
})

test('what is published reaches groups of the same bus', async () => {
  const harness = harnessOf(localOverSqlite)
  const bus = harness.open()
  const group = witness('group', ['RefundIssued'])
  bus.subscribe(group.subscription)
  await bus.start()
  await bus.publish([refund('r-1')])
  await until(harness, () => group.ids.length === 1)
  expect(group.events[0]).toMatchObject({ stream: 'inbound:a', version: 1, id: 'r-1' })
})
