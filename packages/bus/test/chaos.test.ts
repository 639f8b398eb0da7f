import { setImmediate } from 'node:timers/promises'
import { afterEach, describe, expect, test } from '@jest/globals'
import { encodeCloudEvent, type RecordedEvent } from '@waitlist/contracts'
import { createRandom } from '@waitlist/testkit/world/random'
import fc from 'fast-check'
import { closed, left, partings, refund } from '../src/contract/events.ts'
import { until, witness } from '../src/contract/harness.ts'
import type { Subscription } from '../src/port.ts'
import { type ChaosHarness, chaosHarness } from './chaos-harness.ts'

const opened: ChaosHarness[] = []
afterEach(async () => {
  for (const harness of opened.splice(0)) await harness.close()
})

function harnessOf(seed: number): ChaosHarness {
  const harness = chaosHarness(seed)
  opened.push(harness)
  return harness
}

/** Delivers until nothing is left; what was delivered, one line per chunk. */
async function deliverAll({ broker }: ChaosHarness, seed: number): Promise<string[]> {
  const { next } = createRandom(seed)
  const lines: string[] = []
  while (broker.pendingDeliveries() > 0) {
    const delivery = broker.deliverOne(next)
    if (!delivery) throw new Error('Something is pending that cannot be delivered')
    const { group, topic, partition, offset, count, done } = delivery
    lines.push(`${group} ${topic}/${partition}@${offset}+${count}`)
    await done
  }
  return lines
}

const groupOf = (name: string, rest: Partial<Subscription> = {}) =>
  witness(name, ['WaitlistLeft', 'WaitlistClosed'], rest)
const mixed = (count: number): RecordedEvent[] =>
  Array.from({ length: count }, (_, at) => (at % 2 === 0 ? left(at + 1) : closed(at + 1)))

test('a seed gives the same deliveries again, another one others', async () => {
  const runs = await Promise.all(
    [7, 7, 8].map(async (seed) => {
      const harness = harnessOf(1)
      harness.broker.subscribe(groupOf('one').subscription)
      harness.broker.subscribe(groupOf('two').subscription)
      await harness.broker.relay([...mixed(20), ...partings(10, 'b')])
      return deliverAll(harness, seed)
    }),
  )
  expect(runs[0]).toEqual(runs[1])
  expect(runs[0]).not.toEqual(runs[2])
})

test('for every seed, every group is given everything, in order within a topic and an eventId', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const harness = harnessOf(1)
      const groups = [groupOf('one'), groupOf('two')]
      for (const { subscription } of groups) harness.broker.subscribe(subscription)
      const events = [...mixed(12), ...mixed(12).map((event) => onOther(event))]
      await harness.broker.relay(events)
      await deliverAll(harness, seed)
      for (const { events: given } of groups) {
        expect(given).toHaveLength(events.length)
        for (const type of ['WaitlistLeft', 'WaitlistClosed']) {
          for (const stream of ['waitlist:a', 'waitlist:b']) {
            const own = (all: readonly RecordedEvent[]) =>
              all.filter((one) => one.type === type && one.stream === stream)
            expect(own(given)).toEqual(own(events))
          }
        }
      }
    }),
    { numRuns: 50 },
  )
})

function onOther(event: RecordedEvent): RecordedEvent {
  return event.type === 'WaitlistLeft' ? left(event.version, 'b') : closed(event.version, 'b')
}

describe('over many seeds it happens that', () => {
  const seeds = Array.from({ length: 30 }, (_, seed) => seed)

  async function firstTimes(seed: number) {
    const harness = harnessOf(1)
    const group = groupOf('group')
    harness.broker.subscribe(group.subscription)
    await harness.broker.relay([...mixed(12), ...mixed(12).map(onOther)])
    const lines = await deliverAll(harness, seed)
    return { group, lines }
  }

  test('a topic overtakes another, though its events are later in the stream', async () => {
    const overtakings = await Promise.all(
      seeds.map(async (seed) => {
        const { group } = await firstTimes(seed)
        const versions = group.events.filter(({ stream }) => stream === 'waitlist:a').map(({ version }) => version)
        return versions.some((version, at) => version < Math.max(...versions.slice(0, at)))
      }),
    )
    expect(overtakings).toContain(true)
  })

  test('one eventId overtakes another within a topic', async () => {
    const orders = await Promise.all(
      seeds.map(async (seed) => {
        const { group } = await firstTimes(seed)
        const partingsOnly = group.events.filter(({ type }) => type === 'WaitlistLeft')
        return (
          partingsOnly.findIndex(({ stream }) => stream === 'waitlist:b') <
          partingsOnly.findLastIndex(({ stream }) => stream === 'waitlist:a')
        )
      }),
    )
    expect(orders).toContain(true)
  })

  test('an event comes again, and one comes once', async () => {
    const runs = await Promise.all(seeds.map(firstTimes))
    const times = runs.flatMap(({ group }) => group.ids.map((id) => group.times(id)))
    expect(times.some((count) => count > 1)).toBe(true)
    expect(times.some((count) => count === 1)).toBe(true)
  })
})

describe('a crash', () => {
  test('makes what was not committed come again, to the same handler, and nothing before it', async () => {
    const harness = harnessOf(1)
    const { broker } = harness
    const group = groupOf('group')
    broker.subscribe(group.subscription)
    await broker.relay(partings(30))
    await deliverAll(harness, 3)
    const before = partings(30).map(({ id }) => group.times(id))
    broker.crashGroup('group')
    const again = broker.pendingDeliveries()
    await deliverAll(harness, 4)
    const grown = partings(30).map(({ id }, at) => group.times(id) > (before[at] ?? 0))
    expect(grown).toEqual(partings(30).map((_, at) => at >= 30 - again))
  })

  test('leaves it to the seed how much that is', async () => {
    const pending = await Promise.all(
      Array.from({ length: 20 }, async (_, seed) => {
        const harness = harnessOf(1)
        harness.broker.subscribe(groupOf('group').subscription)
        await harness.broker.relay(partings(30))
        await deliverAll(harness, seed)
        harness.broker.crashGroup('group')
        return harness.broker.pendingDeliveries()
      }),
    )
    expect(new Set(pending).size).toBeGreaterThan(2)
    expect(Math.max(...pending)).toBeLessThan(30)
  })

  test('in the middle of a chunk: what its handlers still finish counts for nothing', async () => {
    const harness = harnessOf(1)
    const { broker } = harness
    const gate = Promise.withResolvers<void>()
    const group = groupOf('group', { handle: () => gate.promise })
    broker.subscribe(group.subscription)
    await broker.relay([left(1)])
    const delivery = broker.deliverOne(() => 0)
    broker.crashGroup('group')
    gate.resolve()
    await delivery?.done
    expect(broker.pendingDeliveries()).toBe(1)
    await deliverAll(harness, 1)
    expect(group.times('waitlist:a@1')).toBe(2)
  })

  test('of a process that stays away stops the deliveries until the next one subscribes', async () => {
    const harness = harnessOf(1)
    const { broker } = harness
    const before = groupOf('group')
    broker.subscribe(before.subscription)
    await broker.relay(partings(5))
    broker.stopGroup('group')
    expect(broker.pendingDeliveries()).toBe(0)
    expect(broker.deliverOne(() => 0)).toBeUndefined()
    const after = groupOf('group')
    broker.subscribe(after.subscription)
    await deliverAll(harness, 1)
    expect(before.ids).toEqual([])
    expect(after.events).toEqual(partings(5))
  })

  test('of a group that does not exist changes nothing', async () => {
    const harness = harnessOf(1)
    harness.broker.crashGroup('nobody')
    harness.broker.stopGroup('nobody')
    await harness.broker.relay(partings(5))
    expect(harness.broker.pendingDeliveries()).toBe(0)
  })
})

describe('deliveries', () => {
  test('of one partition are one at a time, of others meanwhile', async () => {
    const { broker } = harnessOf(1)
    const gate = Promise.withResolvers<void>()
    broker.subscribe(groupOf('group', { handle: () => gate.promise }).subscription)
    await broker.relay([...mixed(6)])
    const first = broker.deliverOne(() => 0)
    const second = broker.deliverOne(() => 0)
    expect([first?.topic, second?.topic].toSorted()).toEqual(['WaitlistClosed', 'WaitlistLeft'])
    expect(broker.deliverOne(() => 0)).toBeUndefined()
    expect(broker.pendingDeliveries()).toBe(6)
    gate.resolve()
    await Promise.all([first?.done, second?.done])
    expect(broker.pendingDeliveries()).toBe(4)
  })

  test('are pending while an event is tried again', async () => {
    const harness = harnessOf(1)
    const { broker, clock } = harness
    let away = true
    const handle = async () => {
      if (away) throw Object.assign(new Error('away'), { code: 'EAWAY' })
    }
    broker.subscribe(groupOf('group', { handle }).subscription)
    await broker.relay([left(1)])
    const delivery = broker.deliverOne(() => 0)
    await setImmediate()
    expect(broker.pendingDeliveries()).toBe(1)
    away = false
    clock.advance(50)
    await delivery?.done
    expect(broker.pendingDeliveries()).toBe(0)
  })

  test('have no more than one chunk at most of five records', async () => {
    const harness = harnessOf(1)
    harness.broker.subscribe(groupOf('group').subscription)
    await harness.broker.relay(partings(100))
    const counts = (await deliverAll(harness, 5)).map((line) => Number(line.split('+')[1]))
    expect(new Set(counts)).toEqual(new Set([1, 2, 3, 4, 5]))
  })
})

describe('records', () => {
  test('that are malformed are parked with their place, and the others of the chunk are handled', async () => {
    const harness = harnessOf(1)
    const { broker, parking } = harness
    const group = groupOf('group')
    broker.subscribe(group.subscription)
    await broker.relay([left(1)])
    broker.inject('WaitlistLeft', 'a', Buffer.from('{"specversion":'))
    broker.inject('WaitlistLeft', 'a', Buffer.from(JSON.stringify(encodeCloudEvent(closed(9)))))
    await broker.relay([left(2)])
    await until(harness, async () => group.ids.length === 2 && (await parking.parked(0, 10)).length >= 2)
    expect(group.events).toEqual([left(1), left(2)])
    const [first] = await parking.parked(0, 1)
    expect(first).toMatchObject({ topic: 'WaitlistLeft', group: 'group', bytes: '{"specversion":' })
    expect(first?.origin).toMatch(/^WaitlistLeft\/[0-2]@1$/)
  })

  test('that were published have no place in a stream of ours, and come as often as they were published', async () => {
    const harness = harnessOf(1)
    const { broker } = harness
    const group = witness('group', ['RefundIssued'])
    broker.subscribe(group.subscription)
    expect(await broker.publish([refund('r-1'), refund('r-1')])).toEqual(['accepted', 'accepted'])
    await until(harness, () => broker.pendingDeliveries() === 0)
    expect(group.events).toEqual([{ ...refund('r-1'), stream: 'inbound:a', version: 0 }])
    expect(group.times('r-1')).toBeGreaterThanOrEqual(2)
  })

  test('are what a consumer in another process would be given: nothing is shared with the publisher', async () => {
    const harness = harnessOf(1)
    const group = groupOf('group')
    harness.broker.subscribe(group.subscription)
    const event = left(1)
    await harness.broker.relay([event])
    Object.assign(event, { version: 99 })
    await deliverAll(harness, 1)
    expect(group.events).toEqual([left(1)])
  })
})

test('nothing is known of what is settled, so nobody waits', async () => {
  const { broker, clock } = harnessOf(1)
  broker.subscribe(groupOf('group').subscription)
  await broker.relay([left(1, 'a', 'mine')])
  await broker.settled('mine')
  expect(clock.untilNext()).toBeUndefined()
})
