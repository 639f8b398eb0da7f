import { expect, test } from '@jest/globals'
import { closed, left, partings } from './events.ts'
import type { BusHarness } from './harness.ts'
import { pass, until, witness } from './harness.ts'

type Open = () => BusHarness

/** Delivery: what is subscribed to, all of it, once at least, across stops and crashes. */
export function deliveryContract(open: Open): void {
  test('a group is given the events of its topics, whole, and no others', async () => {
    const harness = open()
    const bus = harness.open()
    const partingsOnly = witness('partings', ['WaitlistLeft'])
    const both = witness('both', ['WaitlistLeft', 'WaitlistClosed'])
    bus.subscribe(partingsOnly.subscription)
    bus.subscribe(both.subscription)
    await bus.start()
    await harness.emit([left(1), closed(2), left(3)])
    await until(harness, () => both.ids.length === 3 && partingsOnly.ids.length === 2)
    await pass(harness)
    expect(partingsOnly.events).toEqual([left(1), left(3)])
    expect(both.ids.toSorted()).toEqual(['waitlist:a@1', 'waitlist:a@2', 'waitlist:a@3'])
  })

  test('events of one topic and one eventId come in order at first', async () => {
    const harness = open()
    const bus = harness.open()
    const group = witness('group', ['WaitlistLeft'])
    bus.subscribe(group.subscription)
    await bus.start()
    await harness.emit(partings(20))
    await harness.emit([...partings(20, 'b'), ...partings(20, 'a', 21)])
    await until(harness, () => group.ids.length === 60)
    expect(group.events.filter(({ stream }) => stream === 'waitlist:a')).toEqual(partings(40))
    expect(group.events.filter(({ stream }) => stream === 'waitlist:b')).toEqual(partings(20, 'b'))
  })

  test('what was there before the group began is delivered', async () => {
    const harness = open()
    const bus = harness.open()
    const group = witness('group', ['WaitlistLeft'])
    await harness.emit(partings(1_200))
    bus.subscribe(group.subscription)
    await bus.start()
    await until(harness, () => group.ids.length === 1_200)
    expect(group.events).toEqual(partings(1_200))
  })

  test('the next process goes on with what is new', async () => {
    const harness = open()
    const first = harness.open()
    const before = witness('group', ['WaitlistLeft'])
    first.subscribe(before.subscription)
    await first.start()
    await harness.emit(partings(5))
    await until(harness, () => before.ids.length === 5)
    await first.close()
    await harness.emit(partings(5, 'a', 6))

    const second = harness.open()
    const after = witness('group', ['WaitlistLeft'])
    second.subscribe(after.subscription)
    await second.start()
    await until(harness, () => after.ids.includes('waitlist:a@10'))
    expect(after.events.slice(-5)).toEqual(partings(5, 'a', 6))
    expect(before.events).toEqual(partings(5))
  })

  test('what a crash cut short comes again', async () => {
    const harness = open()
    const first = harness.open()
    const before = witness('group', ['WaitlistLeft'], { handle: () => new Promise(() => {}) })
    first.subscribe(before.subscription)
    await first.start()
    await harness.emit(partings(3))
    await until(harness, () => before.ids.length > 0)
    harness.crash()

    const second = harness.open()
    const after = witness('group', ['WaitlistLeft'])
    second.subscribe(after.subscription)
    await second.start()
    await until(harness, () => after.ids.length === 3)
    expect(after.events).toEqual(partings(3))
  })

  test('closing waits for the handlers in flight, and nothing is delivered afterwards', async () => {
    const harness = open()
    const bus = harness.open()
    const gate = Promise.withResolvers<void>()
    const group = witness('group', ['WaitlistLeft'], { handle: () => gate.promise })
    bus.subscribe(group.subscription)
    await bus.start()
    await harness.emit([left(1)])
    await until(harness, () => group.ids.length === 1)
    let over = false
    const closing = bus.close().then(() => {
      over = true
    })
    await pass(harness)
    expect(over).toBe(false)
    gate.resolve()
    await closing
    await harness.emit([left(2)])
    await pass(harness)
    expect(group.ids).toEqual(['waitlist:a@1'])
  })

  test('a bus that never started is closed like any other, also twice', async () => {
    const harness = open()
    const bus = harness.open()
    bus.subscribe(witness('group', ['WaitlistLeft']).subscription)
    await bus.close()
    await bus.close()
    expect(await harness.parking.parked(0, 10)).toEqual([])
  })
}
